import { closeSync, createReadStream, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A file opened for writing. Writes are synchronous and in order, so what `write` returned from is in the kernel. */
export interface OutputFile {
  readonly path: string;
  /** Writes all of it. Throws the system's error (e.g. `ENOSPC`). */
  write(content: string | Uint8Array): void;
  /** Waits until the content is on the disk. */
  sync(): void;
  /** Safe to call twice. */
  close(): void;
}

/** Opens a file for writing: `'append'` keeps what is there, `'truncate'` empties it, `'new'` fails when it exists. Throws the system's error. */
export const openForWrite = (
  path: string,
  how: 'append' | 'truncate' | 'new' = 'append',
  mode = 0o644,
): OutputFile => {
  const descriptor = openSync(path, { append: 'a', truncate: 'w', new: 'wx' }[how], mode);
  let open = true;
  return {
    path,
    write: (content) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
    },
    sync: () => {
      fsyncSync(descriptor);
    },
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
};

/** The last `bytes` bytes of a file as text (a cut character shows as U+FFFD). Throws the system's error. */
export const readTail = (path: string, bytes: number): string => {
  const descriptor = openSync(path, 'r');
  try {
    const size = fstatSync(descriptor).size;
    const buffer = Buffer.alloc(Math.min(size, bytes));
    const read = readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8', 0, read);
  } finally {
    closeSync(descriptor);
  }
};

/** The bytes of a file in pieces, without holding the file in memory. Throws the system's error. */
export const readChunks = (path: string): AsyncIterable<Buffer> =>
  createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>;

/** The lines of a text file one by one, without holding the file in memory. Throws the system's error. */
export const readLines = (path: string): AsyncIterable<string> =>
  createInterface({ input: createReadStream(path), crlfDelay: Infinity });
