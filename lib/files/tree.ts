import { lchown, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isSystemError } from './problem.js';
import { isDirectory } from './stat.js';

/**
 * Makes a directory and its parents; no error when it is there. Throws the system's error. Not by node's `recursive`: that never
 * ends where the kernel answers ENOENT although the parent exists, as below /proc.
 */
export const mkdirp = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EEXIST' && isDirectory(path)) return;
    if (error.code !== 'ENOENT') throw error;
    await mkdirp(dirname(path));
    await mkdirOnce(path);
  }
};

const mkdirOnce = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!isSystemError(error) || error.code !== 'EEXIST' || !isDirectory(path)) throw error;
  }
};

/** Removes a file or a whole directory; no error when it is absent. Throws the system's error. */
export const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

/** Gives a file another name on the same file system, in one step; what had that name is gone. Throws the system's error. */
export const move = (from: string, to: string): Promise<void> => rename(from, to);

/** Names in a directory, sorted; empty when the directory does not exist. */
export const listDir = async (path: string): Promise<readonly string[]> => {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
};

/** Paths of all files below a directory, relative to it, sorted. Symbolic links are listed, not followed. */
export const listTree = async (
  root: string,
  wanted: (relativePath: string) => boolean = () => true,
): Promise<readonly string[]> => {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter(wanted)
    .sort();
};

/** Makes `path` a symbolic link to `target`. Throws the system's error. */
export const link = (target: string, path: string): Promise<void> => symlink(target, path);

/** Gives a directory itself (not what is in it, nor what a link leads to) to a user and group by number. Throws the system's error. */
export const giveTo = (path: string, id: number): Promise<void> => lchown(path, id, id);
