import { join, relative } from 'node:path';
import { z } from 'zod';
import { run } from '../../lib/proc/run.js';
import { readChecked } from '../../lib/files/structured.js';
import { remove } from '../../lib/files/tree.js';
import type { TestGroup } from '../self-test/groups.js';
import type { TestRun } from '../self-test/verdict.js';

/** Tests to be run in a copy of the package. */
export interface TestCall {
  readonly directory: string;
  readonly workDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly group: TestGroup;
  readonly signal: AbortSignal;
}

/** Of vitest's JSON report, what is needed here. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
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

/**
 * Runs files of the group; of a group of one only the tests whose full name contains its title. Types are not checked: a file that
 * does not load is a problem.
 */
export const runVitest = async ({ directory, group, signal }: TestCall): Promise<TestRun> => {
  const report = join(directory, 'self-test.json');
  await remove(report);
  const [only, second] = group.tests;
  const title = only !== undefined && second === undefined ? ['-t', literally(only.title)] : [];
  const result = await run(
    process.execPath,
    [
      join(directory, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--project', group.place, ...new Set(group.tests.map(({ path }) => path)), ...title],
      ...['--reporter=json', `--outputFile=${report}`],
    ],
    { cwd: directory, timeoutMs: LIMIT_MS, signal },
  );
  if (result.timedOut) return { seen: [], problem: `the tests did not end in ${LIMIT_MS / 1000} s` };
  const read = await readChecked(report, reportSchema);
  if (!read.ok)
    return {
      seen: [],
      problem: `vitest reported nothing: ${result.stderr.trim().slice(0, 300) || read.error.message}`,
    };
  const files = read.value.testResults;
  const seen = files.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status, failureMessages }) => ({
        path: relative(directory, file.name),
        title: fullName,
        passed: status === 'passed',
        message: firstLine(failureMessages?.[0]),
      })),
  );
  const unloaded = files.find((file) => file.assertionResults.length === 0 && file.message !== '');
  return unloaded === undefined
    ? { seen }
    : { seen, problem: `a test file does not load: ${firstLine(unloaded.message) ?? ''}` };
};
