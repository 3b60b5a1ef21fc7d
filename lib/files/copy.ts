import { lstatSync } from 'node:fs';
import { copyFile, cp, mkdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
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

/**
 * Copies one regular file, making its directory; false when there is none (a link is none: what it leads to may lie anywhere). Throws the
 * system's error.
 */
export const copyRegularFile = async (from: string, to: string): Promise<boolean> => {
  if (!isRegular(from)) return false;
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  return true;
};

const isRegular = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
