import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { sweepLock, takeLock, type Lock } from '../../lib/files/lock.js';
import { ownerOf } from '../../lib/files/owner.js';
import { attempt } from '../../lib/files/problem.js';
import { commandOf } from '../../lib/files/processes.js';
import { labInUse, stateNotWritable } from './causes.js';
import type { StatePaths } from './state.js';

/** Takes the host-wide lock. */
export const takeLabLock = async (paths: StatePaths): Promise<Result<Lock, Cause>> => {
  const self = ownerOf(process.pid);
  if (self === undefined) return err(stateNotWritable('/proc does not show this process'));
  const taken = await attempt('write', paths.lock, () => takeLock(paths.lock, self));
  if (!taken.ok) return err(stateNotWritable(taken.error.message));
  if (!taken.value.ok) return err(labInUse(taken.value.error, commandOf(taken.value.error.pid) ?? 'unknown'));
  sweepLock(paths.lock);
  return ok(taken.value.value);
};
