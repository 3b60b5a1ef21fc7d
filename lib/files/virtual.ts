import { readdirSync, readlinkSync } from 'node:fs';
import { isSystemError } from './problem.js';

/** What a symbolic link holds, or undefined when there is none. Synchronous: meant for /proc and /sys. */
export const readLinkNow = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
};

/** Names in a directory, sorted; empty when it cannot be read. Synchronous: meant for /proc and /sys. */
export const listNow = (path: string): readonly string[] => {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
};
