import { removeEmptyDirectory } from '../../../lib/files/directory.js';
import { readMounts } from '../../../lib/files/mounts.js';
import { remove } from '../../../lib/files/tree.js';
import { SETTLED, type UndoOutcome } from './record.js';

/** Removes a directory the run made, unless somebody has put something into it since. */
export const undoDirectory = (path: string): UndoOutcome => {
  const left = removeEmptyDirectory(path);
  if (left === 'removed' || left === 'absent') return SETTLED;
  return left === 'busy'
    ? { settled: false, difference: `${path} is still in use and was not removed` }
    : {
        settled: true,
        difference: `${path} was made by the run, but now holds files of others and was left`,
      };
};

/** Removes the run's own directory and all in it; never reaches through a mount. */
export const undoTree = async (path: string): Promise<UndoOutcome> => {
  const covered = readMounts().find(({ target }) => target === path || target.startsWith(`${path}/`));
  if (covered !== undefined)
    return { settled: false, difference: `${path} was not removed: ${covered.target} is mounted in it` };
  await remove(path);
  return SETTLED;
};
