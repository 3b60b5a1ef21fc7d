import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Result } from '../core/result.js';
import { attempt, isSystemError, type FileProblem } from './problem.js';

/** Reads a whole file as UTF-8. */
export const readText = (path: string): Promise<Result<string, FileProblem>> =>
  attempt('read', path, () => readFile(path, 'utf8'));

/**
 * Reads a small file as UTF-8, or gives undefined when it cannot be read (absent, or its process is gone).
 * Synchronous: meant for /proc and /sys, where the answer is in memory.
 */
export const readTextNow = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
};

/** Reads a whole file as bytes. Throws the system's error. */
export const readBytes = (path: string): Promise<Buffer> => readFile(path);

/** Writes a whole file, making its directory. Not atomic: see {@link file://./atomic.ts writeAtomic}. Throws the system's error. */
export const writeText = async (path: string, content: string | Uint8Array): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};
