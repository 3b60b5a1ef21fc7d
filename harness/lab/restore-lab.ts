import type { Cause } from '../../lib/core/cause.js';
import { ok, type Result } from '../../lib/core/result.js';
import { lockHolder } from '../../lib/files/lock.js';
import { exists } from '../../lib/files/stat.js';
import { NOTHING_RESTORED, type Restoration } from './ledger.js';
import { takeLabLock } from './lab-lock.js';
import { giveBack, restoreLeftovers } from './restore.js';
import type { StatePaths } from './state.js';
import { labStatus } from './status.js';
import { endProcess } from './undo/namespaces.js';

/** Undoes everything that killed runs left; refuses while a living process holds the lab. */
export const restoreLab = async (paths: StatePaths): Promise<Result<Restoration, Cause>> => {
  if (!exists(paths.root)) return ok(NOTHING_RESTORED);
  const lock = await takeLabLock(paths);
  if (!lock.ok) return lock;
  try {
    return ok(await restoreLeftovers(paths));
  } finally {
    giveBack(lock.value, paths);
  }
};

/** Takes down the lab that `lab up` left standing, then does what {@link restoreLab} does. A run's lab is not touched. */
export const takeHandLabDown = async (paths: StatePaths): Promise<Result<Restoration, Cause>> => {
  const status = await labStatus(paths);
  const holder = lockHolder(paths.lock);
  if (holder !== undefined && status.runs.some(({ state }) => state === 'by-hand')) await endProcess(holder);
  return restoreLab(paths);
};
