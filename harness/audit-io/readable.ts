import { dirname, join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../lib/files/hash.js';
import { readBytes, writeText } from '../../lib/files/text.js';
import { listTree } from '../../lib/files/tree.js';
import { readableByAll } from '../../lib/files/stat.js';
import { run } from '../../lib/proc/run.js';

/** One bind mount of the launcher (lib/native/src/exec/spec.rs). */
export interface ReadableCopy {
  readonly source: string;
  readonly target: string;
  readonly readonly: true;
}

const metadataSchema = z.object({
  packages: z.array(z.object({ manifest_path: z.string(), source: z.string().nullable() })),
});

/**
 * Copies of those files of fetched crates that only their owner may read (some are published so), to be mounted over them: cargo keeps
 * modes as they come in a crate, and an unprivileged build could not read them. The user's own cache stays as it is.
 */
export const readableCopies = async (
  cargo: string,
  manifest: string,
  host: string | undefined,
  directory: string,
): Promise<readonly ReadableCopy[]> => {
  const listed = await run(
    cargo,
    [
      'metadata',
      '--offline',
      '--format-version',
      '1',
      '--manifest-path',
      manifest,
      ...(host === undefined ? [] : ['--filter-platform', host]),
    ],
    { cwd: '/', maxOutput: 1 << 28 },
  );
  if (listed.exitCode !== 0) return []; // cargo says more about it when it builds
  const { packages } = metadataSchema.parse(JSON.parse(listed.stdout));
  const folders = packages
    .filter(({ source }) => source !== null)
    .map(({ manifest_path: path }) => dirname(path));
  const copies: ReadableCopy[] = [];
  for (const folder of new Set(folders))
    for (const name of await listTree(folder)) {
      const target = join(folder, name);
      if (readableByAll(target)) continue;
      const source = join(directory, sha256(target).slice(0, 32));
      await writeText(source, await readBytes(target));
      copies.push({ source, target, readonly: true });
    }
  return copies;
};
