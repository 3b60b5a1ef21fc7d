import { readFileSync, statSync } from 'node:fs';
import { isSystemError } from './problem.js';

/** What reading a file at once gave: its bytes, or why not. */
export type BytesNow =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly code: string };

/** Reads a whole file synchronously, for readers that are called from pure code. */
export const readBytesNow = (path: string): BytesNow => {
  try {
    return { kind: 'bytes', bytes: readFileSync(path) };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const code = error.code ?? 'EUNKNOWN';
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'absent' } : { kind: 'problem', code };
  }
};

/**
 * What tells one state of a file from another without reading it: device, inode, size, and the times of last change of
 * content and of inode in nanoseconds. Undefined when there is no such file.
 */
export const stampNow = (path: string): string | undefined => {
  try {
    const found = statSync(path, { bigint: true });
    return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(':');
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
};

/** When a file's content or inode last changed, in milliseconds since the epoch. Undefined when there is no such file. */
export const changedNow = (path: string): number | undefined => {
  try {
    return statSync(path).ctimeMs;
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
};
