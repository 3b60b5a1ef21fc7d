import { err, ok, type Result } from '../core/result.js';
import { contained } from '../proc/contained.js';
import { run } from '../proc/run.js';
import { parseList } from './libtest.js';

const LIMIT_MS = 30_000;

/** Reads what a test program answered when asked for its tests; `ended`: it ended well, else `ending` says how. */
export const readLibtestList = (answer: {
  readonly ended: boolean;
  readonly ending: string;
  readonly stdout: string;
  readonly stderr: string;
}): Result<readonly string[], string> => {
  if (!answer.ended)
    return err(`asked to list its tests, ${answer.ending}: ${answer.stderr.trim().slice(-500)}`);
  const { tests, other } = parseList(answer.stdout);
  if (other.length > 0) return err(`its list of tests holds a line that names none: ${other[0] ?? ''}`);
  return tests.length === 0 ? err('it lists no test') : ok(tests);
};

/** Asks a test program for the names of its tests. Trouble is told in words: what the program did instead. */
export const listTests = async (
  path: string,
  signal?: AbortSignal,
): Promise<Result<readonly string[], string>> => {
  const command = contained({ file: path, args: ['--list', '--format', 'terse'] });
  const result = await run(command.file, command.args, {
    env: { PATH: process.env['PATH'] ?? '' },
    extendEnv: false,
    timeoutMs: LIMIT_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  const ending = result.timedOut
    ? `it did not end within ${String(LIMIT_MS / 1000)} s`
    : `it ended with ${result.signal ?? `status ${String(result.exitCode ?? result.startError)}`}`;
  const { stdout, stderr } = result;
  return readLibtestList({ ended: result.exitCode === 0, ending, stdout, stderr });
};
