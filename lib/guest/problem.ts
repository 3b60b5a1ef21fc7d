import type { Cause } from '../core/cause.js';
import type { ProcessResult } from '../proc/run.js';

/** The cause to show when Debian's packages cannot be had. */
export const packagesUnavailable = (seen: string): Cause => ({
  id: 'guest-packages-unavailable',
  seen,
  expected: "Debian 12 packages (main, security and backports) from the mirror in apt's own configuration",
  fix: 'make the mirror reachable (`apt-get update` shows whether it is), or copy a finished image folder of another machine here',
});

/** The cause to show when an image cannot be made of the packages. */
export const imageBroken = (step: string, said: string): Cause => ({
  id: 'guest-image-failed',
  seen: `${step}: ${said}`,
  expected: 'a guest image made of Debian packages',
  fix: 'free disk space (2 GiB) and run again; the folder of the image can be removed at any time',
});

/** The cause to show when a guest did not come to the end of its command. */
export const guestDied = (seen: string): Cause => ({
  id: 'guest-died',
  seen,
  expected: 'a guest that runs its command and switches itself off',
  fix: 'the end of its console is shown above; run again',
});

/** What a program said before it failed, in one line. */
export const saidBy = (result: ProcessResult): string => {
  const end =
    result.startError ??
    (result.timedOut ? 'out of time' : `exit ${String(result.exitCode ?? result.signal)}`);
  const lines = `${result.stderr}\n${result.stdout}`.split('\n').filter((line) => line.trim() !== '');
  return [end, ...lines.slice(-4)].join(' / ').slice(0, 800);
};
