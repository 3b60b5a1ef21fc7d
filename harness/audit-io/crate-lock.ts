import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { takeLock, type Lock } from '../../lib/files/lock.js';
import { ownerOf } from '../../lib/files/owner.js';
import { attempt } from '../../lib/files/problem.js';
import { commandOf } from '../../lib/files/processes.js';

/** Takes the folder of what is built of a crate: a second run would take its mirror away under the compiler of the first. */
export const takeCrateLock = async (directory: string): Promise<Result<Lock, Cause>> => {
  const path = join(directory, 'lock');
  const expected = 'a work folder this run has for itself';
  const unusable = (seen: string): Result<never, Cause> =>
    err({ id: 'crate-in-use', seen, expected, fix: 'wait for it, or give another folder: --work-dir DIR' });
  const self = ownerOf(process.pid);
  if (self === undefined) return unusable('/proc does not show this process');
  const taken = await attempt('write', path, () => takeLock(path, self));
  if (!taken.ok) return unusable(taken.error.message);
  if (taken.value.ok) return ok(taken.value.value);
  const { pid } = taken.value.error;
  return unusable(`process ${String(pid)} (${commandOf(pid) ?? 'unknown'}) works in ${directory}`);
};
