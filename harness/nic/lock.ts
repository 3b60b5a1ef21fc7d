import { dirname } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, type Result } from '../../lib/core/result.js';
import { removeEmptyDirectory } from '../../lib/files/directory.js';
import { sweepLock, takeLock } from '../../lib/files/lock.js';
import { ownerOf } from '../../lib/files/owner.js';
import { attempt } from '../../lib/files/problem.js';
import { commandOf } from '../../lib/files/processes.js';
import { stateNotWritable } from '../lab/causes.js';
import { nicBusy, NIC_NOT_ROOT } from './causes.js';
import type { NicPaths } from './state.js';

/** Does work while holding the host-wide lock of binding; names the living process that has it otherwise. */
export const underNicLock = async <T>(
  paths: NicPaths,
  work: () => Promise<Result<T, Cause>>,
): Promise<Result<T, Cause>> => {
  if (process.getuid?.() !== 0) return err(NIC_NOT_ROOT);
  const self = ownerOf(process.pid);
  if (self === undefined) return err(stateNotWritable('/proc does not show this process'));
  const taken = await attempt('write', paths.lock, () => takeLock(paths.lock, self));
  if (!taken.ok) return err(stateNotWritable(taken.error.message));
  if (!taken.value.ok) return err(nicBusy(taken.value.error, commandOf(taken.value.error.pid) ?? 'unknown'));
  sweepLock(paths.lock);
  try {
    const done = await attempt('write', paths.journals, work);
    return done.ok ? done.value : err(stateNotWritable(done.error.message));
  } finally {
    removeEmptyDirectory(paths.journals);
    taken.value.value.release();
    removeEmptyDirectory(paths.root);
    removeEmptyDirectory(dirname(paths.root));
  }
};
