import { join } from 'node:path';
import { sha256 } from '../../lib/files/hash.js';
import { readBytes, writeText } from '../../lib/files/text.js';
import { listTree } from '../../lib/files/tree.js';
import { readableByAll } from '../../lib/files/stat.js';

/** One bind mount of the launcher (lib/native/src/exec/spec.rs). */
export interface ReadableCopy {
  readonly source: string;
  readonly target: string;
  readonly readonly: true;
}

/**
 * Copies of those files of fetched crates that only their owner may read (some are published so), to be mounted over them: cargo keeps
 * modes as they come in a crate, and an unprivileged build could not read them. The user's own cache stays as it is.
 */
export const readableCopies = async (
  folders: readonly string[],
  directory: string,
): Promise<readonly ReadableCopy[]> => {
  const copies: ReadableCopy[] = [];
  for (const folder of folders)
    for (const name of await listTree(folder)) {
      const target = join(folder, name);
      if (readableByAll(target)) continue;
      const source = join(directory, sha256(target).slice(0, 32));
      await writeText(source, await readBytes(target));
      copies.push({ source, target, readonly: true });
    }
  return copies;
};
