import { mkdirSync, rmdirSync } from 'node:fs';
import { isSystemError } from './problem.js';

/** Makes one directory; false when it was there. Throws the system's error otherwise (its parent must exist). */
export const makeDirectory = (path: string, mode = 0o755): boolean => {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
};

/** Removes an empty directory: `'removed'`, or why it is still there. Throws the system's error otherwise. */
export const removeEmptyDirectory = (path: string): 'removed' | 'absent' | 'not-empty' | 'busy' => {
  try {
    rmdirSync(path);
    return 'removed';
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOENT') return 'absent';
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return 'not-empty';
    if (error.code === 'EBUSY') return 'busy';
    throw error;
  }
};
