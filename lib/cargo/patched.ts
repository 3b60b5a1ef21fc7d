import { dirname, join } from 'node:path';
import type { Cause } from '../core/cause.js';
import { ok, type Result } from '../core/result.js';
import { isFile } from '../files/stat.js';
import { readToml } from '../files/structured.js';
import { withTempDirectory } from '../files/temp.js';
import { findCrate, type CrateFacts } from './metadata.js';
import { writeMirror, type MirrorRequest } from './mirror.js';
import { asTable } from './toml.js';

const holds = async (folder: string, table: string): Promise<boolean> => {
  const path = join(folder, 'Cargo.toml');
  const manifest = isFile(path) ? await readToml(path) : undefined;
  return manifest?.ok === true && asTable(asTable(manifest.value)?.[table]) !== undefined;
};

/**
 * The package and the workspace a folder stands for, by the manifests alone: cargo says nothing of a crate as long as one of its dependencies
 * is not there.
 */
const locate = async (directory: string): Promise<Pick<MirrorRequest, 'workspace' | 'package'>> => {
  const packageFolder = (await holds(directory, 'package')) ? directory : join(directory, 'tokio');
  for (let folder = packageFolder; ; folder = dirname(folder)) {
    if (await holds(folder, 'workspace')) return { workspace: folder, package: packageFolder };
    if (folder === dirname(folder)) return { workspace: packageFolder, package: packageFolder };
  }
};

/**
 * {@link findCrate} with some dependencies taken from other folders. Cargo is shown a mirror, which is gone when this returns; the paths given
 * are those of the crate.
 */
export const findPatchedCrate = async (
  cargo: string,
  directory: string,
  patches: MirrorRequest['patches'],
  signal?: AbortSignal,
): Promise<Result<CrateFacts, Cause>> => {
  if (patches.length === 0 || !isFile(join(directory, 'Cargo.toml')))
    return findCrate(cargo, directory, signal);
  return withTempDirectory('patched', async (temporary) => {
    const located = await locate(directory);
    const mirror = await writeMirror({ ...located, directory: temporary, outside: [], patches });
    const found = await findCrate(cargo, mirror.package, signal);
    if (!found.ok) return found;
    const back = (path: string): string =>
      path.startsWith(`${temporary}/`) ? path.slice(temporary.length) : path;
    const { package: facts, workspace, tests, dependencies } = found.value;
    return ok({
      ...found.value,
      package: { ...facts, directory: back(facts.directory) },
      workspace: back(workspace),
      tests: tests.map((test) => ({ ...test, path: back(test.path) })),
      dependencies: dependencies.map((one) => ({ ...one, of: back(one.of), source: back(one.source) })),
    });
  });
};
