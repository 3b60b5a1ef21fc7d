import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { isSystemError } from './problem.js';

/** What reading a file at once gave: its bytes, or why not. */
export type BytesNow =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly code: string };

/** Room for files that are read one after the other and given up together, so that reading many leaves nothing to be collected. */
export interface Arena {
  /** Room for so many bytes; what is in it is not defined. */
  take(size: number): Uint8Array;
  /** Gives up everything that was taken: it will be overwritten. */
  reset(): void;
}

const CHUNK = 1 << 22;

/** Makes an {@link Arena}. It keeps a few megabytes between uses. */
export const createArena = (): Arena => {
  let chunks: Uint8Array[] = [];
  let at = 0;
  let used = 0;
  return {
    take: (size) => {
      if (size > CHUNK / 4) return new Uint8Array(size);
      if (used + size > CHUNK) {
        at++;
        used = 0;
      }
      const chunk = (chunks[at] ??= new Uint8Array(CHUNK));
      used += size;
      return chunk.subarray(used - size, used);
    },
    reset: () => {
      chunks = chunks.slice(0, 4);
      at = 0;
      used = 0;
    },
  };
};

const readOpened = (file: number, arena: Arena | undefined): Uint8Array => {
  const { size } = fstatSync(file);
  if (arena === undefined || size === 0) return readFileSync(file);
  const bytes = arena.take(size);
  let read = 0;
  for (let more = -1; more !== 0 && read < size; read += more)
    more = readSync(file, bytes, read, size - read, null);
  return bytes.subarray(0, read);
};

/** Reads a whole file synchronously, for readers that are called from pure code. With an arena the bytes are in it, until it is reset. */
export const readBytesNow = (path: string, arena?: Arena): BytesNow => {
  try {
    const file = openSync(path, 'r');
    try {
      return { kind: 'bytes', bytes: readOpened(file, arena) };
    } finally {
      closeSync(file);
    }
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
