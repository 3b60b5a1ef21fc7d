import { cp } from 'node:fs/promises';
import { relative } from 'node:path';
import { remove } from './tree.js';

/**
 * Copies a directory to where nothing is afterwards but the copy. `wanted` is asked for every file and directory by its path relative to
 * `from`; what is below an unwanted directory is left out. The copies are new files with new times, so whoever builds by time builds anew.
 * Symbolic links stay links. Throws the system's error.
 */
export const copyTree = async (
  from: string,
  to: string,
  wanted: (relativePath: string) => boolean,
): Promise<void> => {
  await remove(to);
  await cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => source === from || wanted(relative(from, source)),
  });
};
