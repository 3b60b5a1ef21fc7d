import { join } from 'node:path';
import { z } from 'zod';
import { run } from '../../lib/proc/run.js';
import { readChecked } from '../../lib/files/structured.js';
import { remove } from '../../lib/files/tree.js';
import type { SeenTest } from '../self-test/verdict.js';
import type { NamedTest } from '../self-test/planted.js';

/** One test to be run in a copy of the package. */
export interface TestCall {
  readonly directory: string;
  readonly workDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly test: NamedTest;
  readonly signal: AbortSignal;
}

/** What came of it; `problem` when the runner came to no test at all. */
export interface TestRun {
  readonly seen: readonly SeenTest[];
  readonly problem?: string;
}

/** Of vitest's JSON report, what is needed here. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const LIMIT_MS = 300_000;

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const firstLine = (text: string | undefined): string | undefined => text?.split('\n')[0]?.slice(0, 200);

/** Runs the tests of one file whose full name contains the title. Types are not checked: a copy that does not load is a problem. */
export const runVitest = async ({ directory, test, signal }: TestCall): Promise<TestRun> => {
  const report = join(directory, 'self-test.json');
  await remove(report);
  const project = test.path.startsWith('test/e2e/') ? 'e2e' : 'unit';
  const result = await run(
    process.execPath,
    [
      join(directory, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--project', project, test.path, '-t', literally(test.title)],
      ...['--reporter=json', `--outputFile=${report}`],
    ],
    { cwd: directory, timeoutMs: LIMIT_MS, signal },
  );
  if (result.timedOut) return { seen: [], problem: `the test did not end in ${LIMIT_MS / 1000} s` };
  const read = await readChecked(report, reportSchema);
  if (!read.ok)
    return {
      seen: [],
      problem: `vitest reported nothing: ${result.stderr.trim().slice(0, 300) || read.error.message}`,
    };
  const files = read.value.testResults;
  const seen = files
    .flatMap((file) => file.assertionResults)
    .filter(
      ({ fullName, status }) => fullName.includes(test.title) && status !== 'skipped' && status !== 'pending',
    )
    .map(({ fullName, status, failureMessages }) => ({
      title: fullName,
      passed: status === 'passed',
      message: firstLine(failureMessages?.[0]),
    }));
  const unloaded = files.find((file) => file.assertionResults.length === 0 && file.message !== '');
  return unloaded === undefined
    ? { seen }
    : { seen, problem: `the test file does not load: ${firstLine(unloaded.message) ?? ''}` };
};
