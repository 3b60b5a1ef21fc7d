import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { run } from '../../lib/proc/run.js';

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** Paths, relative to the package, that differ from a commit: changed since, or not known to git yet. */
export const changedSince = async (
  root: string,
  commit: string,
): Promise<Result<readonly string[], Cause>> => {
  const git = (...args: readonly string[]): ReturnType<typeof run> => run('git', ['-C', root, ...args]);
  const differ = await git('diff', '--name-only', '--relative', commit, '--');
  const unknown = await git('ls-files', '--others', '--exclude-standard');
  const failed = [differ, unknown].find(({ exitCode }) => exitCode !== 0);
  if (failed === undefined) return ok([...lines(differ.stdout), ...lines(unknown.stdout)]);
  return err({
    id: 'self-test-changed',
    seen: `${failed.command}: ${failed.startError ?? failed.stderr.trim()}`,
    expected: 'a clone of this package and a commit git knows',
    fix: 'give another commit with --changed, or leave it out to run everything',
  });
};
