import {
  parseCounts,
  parseLogfile,
  type LibtestCounts,
  type LibtestReport,
} from '../../lib/cargo/libtest.js';
import { readTail } from '../../lib/files/open.js';
import { attempt } from '../../lib/files/problem.js';
import type { TestFiles } from './test-files.js';

/** What libtest said about a test, and the words a person wants to see first. */
export interface TestReport {
  readonly counts: LibtestCounts | undefined;
  readonly reported: readonly LibtestReport[];
  readonly message: string | undefined;
}

const TAIL_BYTES = 64 << 10;
const REPORT_BYTES = 64 << 10;
const MESSAGE_CHARACTERS = 4096;

/** The panic as Rust prints it, without the backtrace; else the last lines. */
const messageOf = (stderr: string, stdout: string): string | undefined => {
  const text = stderr.replace('warning: `--logfile` is deprecated', '');
  const panic =
    /^thread '.*?' (?:\(\d+\) )?panicked at [\s\S]*?(?=^stack backtrace:|^note: run with|(?![\s\S]))/m;
  const words = panic.exec(text)?.[0] ?? (text.trim() === '' ? stdout : text);
  const shown = words.trim().slice(-MESSAGE_CHARACTERS).trim();
  return shown === '' ? undefined : shown;
};

const tail = async (path: string, bytes: number): Promise<string> => {
  const read = await attempt('read', path, () => readTail(path, bytes));
  return read.ok ? read.value : '';
};

/**
 * Reads what libtest reported. Its `test result:` line on standard output could be printed by the test; its report file could not without
 * the test going out of its way to find it (its path is among the process's arguments). So the line counts only when the file agrees.
 */
export const readTestReport = async (
  files: TestFiles,
  name: string,
  passed: boolean,
): Promise<TestReport> => {
  const [stdout, stderr, report] = await Promise.all([
    tail(files.stdout, TAIL_BYTES),
    passed ? '' : tail(files.stderr, TAIL_BYTES),
    tail(files.report, REPORT_BYTES),
  ]);
  const reported = parseLogfile(report, name);
  const counts = parseCounts(stdout);
  const tally = (result: LibtestReport['result']): number =>
    reported.filter((test) => test.result === result).length;
  const agrees =
    counts?.passed === tally('ok') &&
    counts.failed === tally('failed') &&
    counts.ignored === tally('ignored');
  const forged = counts !== undefined && !agrees;
  return {
    counts: agrees ? counts : undefined,
    reported,
    message: forged
      ? `a "test result:" line on standard output says ${String(counts.passed)} passed, ${String(counts.failed)} failed; libtest’s own report says ${reported.map((test) => `${test.name} ${test.result}`).join(', ') || 'that no test came to its end'}`
      : passed
        ? undefined
        : messageOf(stderr, stdout),
  };
};
