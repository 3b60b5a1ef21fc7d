import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** What a directory holds, in one number. */
export interface TreeFingerprint {
  /** Entries, directories among them. */
  readonly files: number;
  /** SHA-256 over path, kind, mode and content (of a link: where it leads) of every entry, in order of their paths. */
  readonly sha256: string;
}

/** Files up to this size are read at once: of a crate's thousand small ones most of the time would go into opening streams. */
const AT_ONCE_BYTES = 1 << 20;

/** Reads a whole directory; entries of the given names directly in it are left out. Throws the system's error. */
export const fingerprintTree = async (root: string, but: readonly string[]): Promise<TreeFingerprint> => {
  const hash = createHash('sha256');
  let files = 0;
  const visit = async (folder: string, shown: string): Promise<void> => {
    await setImmediate(); // others have their turn between two folders
    for (const name of readdirSync(folder).sort()) {
      if (folder === root && but.includes(name)) continue;
      const path = join(folder, name);
      const entry = lstatSync(path);
      files += 1;
      hash.update(`${shown}${name}\0${entry.mode.toString(8)}\0`);
      if (entry.isSymbolicLink()) hash.update(readlinkSync(path));
      else if (entry.isFile() && entry.size <= AT_ONCE_BYTES) hash.update(readFileSync(path));
      else if (entry.isFile()) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
      hash.update('\0');
      if (entry.isDirectory()) await visit(path, `${shown}${name}/`);
    }
  };
  await visit(root, '');
  return { files, sha256: hash.digest('hex') };
};
