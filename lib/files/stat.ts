import { accessSync, closeSync, constants, openSync, statSync, type Stats } from 'node:fs';
import { realpath, statfs } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { isSystemError } from './problem.js';

const stat = (path: string): Stats | undefined => {
  try {
    return statSync(path);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
};

/** True when the path leads to something (links followed). */
export const exists = (path: string): boolean => stat(path) !== undefined;

/** True when the path is a directory (links followed). */
export const isDirectory = (path: string): boolean => stat(path)?.isDirectory() ?? false;

/** True when the path is a regular file (links followed). */
export const isFile = (path: string): boolean => stat(path)?.isFile() ?? false;

/** Size in bytes, or undefined when there is no such file. */
export const statSize = (path: string): number | undefined => stat(path)?.size;

/** Device and inode as text: equal for two names of the same file (e.g. a namespace handle). Undefined when absent. */
export const identity = (path: string): string | undefined => {
  const found = stat(path);
  return found === undefined ? undefined : `${String(found.dev)}:${String(found.ino)}`;
};

/** The path with every link resolved; the path itself when it does not exist. */
export const resolveLinks = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (error) {
    if (isSystemError(error)) return path;
    throw error;
  }
};

const MODES = { read: constants.R_OK, write: constants.W_OK, execute: constants.X_OK } as const;

/** True when this process may read, write or execute the path. */
export const mayAccess = (path: string, mode: keyof typeof MODES): boolean => {
  try {
    accessSync(path, MODES[mode]);
    return true;
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
};

/** Bytes an unprivileged user can still write on the file system that holds the path. Throws the system's error. */
export const freeBytes = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
};

/** Full path of a program found in `searchPath` (the form of PATH), or undefined. */
export const findProgram = (name: string, searchPath: string): string | undefined =>
  searchPath
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find((path) => isFile(path) && mayAccess(path, 'execute'));

/** Opens and closes a file or device for reading and writing: undefined when that works, else the system's error name. */
export const tryOpen = (path: string): string | undefined => {
  try {
    closeSync(openSync(path, 'r+'));
    return undefined;
  } catch (error) {
    if (isSystemError(error)) return error.code ?? 'EUNKNOWN';
    throw error;
  }
};

/** True when every user may go through the directory (links followed). */
export const reachableByAll = (path: string): boolean => ((stat(path)?.mode ?? 0) & 0o001) !== 0;

/** True when every user may read the file (links followed), or when it is not there. */
export const readableByAll = (path: string): boolean => ((stat(path)?.mode ?? 0o444) & 0o004) !== 0;
