import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What a directory holds, in one number. */
export interface TreeFingerprint {
  /** Entries, directories among them. */
  readonly files: number;
  /** SHA-256 over path, kind, mode and content (of a link: where it leads) of every entry, in order of their paths. */
  readonly sha256: string;
}

/** Reads a whole directory; entries of the given names directly in it are left out. Throws the system's error. */
export const fingerprintTree = async (root: string, but: readonly string[]): Promise<TreeFingerprint> => {
  const hash = createHash('sha256');
  let files = 0;
  const visit = async (folder: string, shown: string): Promise<void> => {
    for (const name of (await readdir(folder)).sort()) {
      if (folder === root && but.includes(name)) continue;
      const path = join(folder, name);
      const entry = await lstat(path);
      files += 1;
      hash.update(`${shown}${name}\0${entry.mode.toString(8)}\0`);
      if (entry.isSymbolicLink()) hash.update(await readlink(path));
      else if (entry.isFile()) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
      hash.update('\0');
      if (entry.isDirectory()) await visit(path, `${shown}${name}/`);
    }
  };
  await visit(root, '');
  return { files, sha256: hash.digest('hex') };
};
