import { closeSync, fsyncSync, openSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openForWrite } from './open.js';

/** Makes a directory's entries durable: a file newly made or renamed in it survives a power cut. Throws the system's error. */
export const syncDirectory = (path: string): void => {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/**
 * Writes a file so that a reader sees the old content or the new, never a part: a neighbour file is written,
 * synced and renamed over it. Makes the directory. Throws the system's error, leaving no neighbour behind.
 */
export const writeAtomic = async (
  path: string,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const neighbour = `${path}.${String(process.pid)}.part`;
  const file = openForWrite(neighbour, 'truncate', mode);
  try {
    file.write(content);
    file.sync();
    file.close();
    await rename(neighbour, path);
  } catch (error) {
    file.close();
    await rm(neighbour, { force: true });
    throw error;
  }
  syncDirectory(dirname(path));
};
