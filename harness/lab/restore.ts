import { basename, join } from 'node:path';
import { removeEmptyDirectory } from '../../lib/files/directory.js';
import type { Lock } from '../../lib/files/lock.js';
import { endMarked } from '../../lib/files/marked.js';
import { bootId, isAlive } from '../../lib/files/owner.js';
import { listDir, remove } from '../../lib/files/tree.js';
import { performLabUndo } from './lab-undo.js';
import { RUN_MARK } from './mark.js';
import {
  addRestorations,
  Ledger,
  leftFromEarlierBoot,
  NOTHING_RESTORED,
  type Restoration,
} from './ledger.js';
import type { StatePaths } from './state.js';

/** Undoes what one journal owes, unless its owner lives; removes the journal when nothing is owed any more. */
const restoreJournal = async (path: string): Promise<Restoration> => {
  const { ledger, owner } = await Ledger.reopen(path, performLabUndo);
  try {
    if (owner !== undefined && isAlive(owner)) return NOTHING_RESTORED;
    if (!(await endMarked(RUN_MARK, basename(path, '.jsonl'))))
      return {
        undone: 0,
        differences: [`processes of run ${basename(path, '.jsonl')} could not be ended`],
        complete: false,
      };
    const otherBoot = owner !== undefined && owner.bootId !== bootId();
    const restoration = await ledger.undoAll(otherBoot ? leftFromEarlierBoot : undefined);
    if (restoration.complete) await remove(path);
    return restoration.complete
      ? restoration
      : {
          ...restoration,
          differences: restoration.differences.map((text) => `run ${basename(path, '.jsonl')}: ${text}`),
        };
  } finally {
    ledger.close();
  }
};

/** Undoes what killed runs left. The lock must be held, so that nobody else does the same. */
export const restoreLeftovers = async (paths: StatePaths): Promise<Restoration> => {
  let total = NOTHING_RESTORED;
  for (const name of await listDir(paths.journals))
    total = addRestorations(total, await restoreJournal(join(paths.journals, name)));
  return total;
};

/** Gives the lock back and removes the state directory as far as it is empty. */
export const giveBack = (lock: Lock, paths: StatePaths): void => {
  removeEmptyDirectory(paths.journals);
  lock.release();
  removeEmptyDirectory(paths.root);
};
