import { join } from 'node:path';
import { readLibtestList } from '../../lib/cargo/list-tests.js';
import type { Result } from '../../lib/core/result.js';
import { readText } from '../../lib/files/text.js';
import { targetOf, type ForeignBuilds } from './foreign-cargo.js';
import { runSealed } from './sealed-job.js';

const LIMIT_MS = 30_000;

/** Asks a foreign test program for its tests, as nobody: the code of its constructors runs before it lists anything. */
export const listSealed = async (
  builds: ForeignBuilds,
  program: string,
  name: string,
): Promise<Result<readonly string[], string>> => {
  const target = targetOf(builds);
  const { report, stdout, stderr } = await runSealed({
    laneExec: builds.laneExec,
    argv: [program, '--list', '--format', 'terse'],
    cwd: '/',
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: join(target, 'home') },
    writable: [],
    visible: [target],
    cores: builds.cores,
    directory: join(builds.directory, 'logs', `list-${name}`),
    limitMs: LIMIT_MS,
    signal: builds.signal,
  });
  const [out, errors] = await Promise.all([readText(stdout), readText(stderr)]);
  const { end } = report;
  const ending =
    end.kind === 'timeout'
      ? `it did not end within ${String(LIMIT_MS / 1000)} s`
      : end.kind === 'exited'
        ? `it ended with status ${String(end.code)}`
        : end.kind === 'signaled'
          ? `it ended with ${end.signal}`
          : end.kind === 'not-started'
            ? end.reason
            : 'it was stopped';
  return readLibtestList({
    ended: end.kind === 'exited' && end.code === 0,
    ending,
    stdout: out.ok ? out.value : '',
    stderr: errors.ok ? errors.value : '',
  });
};
