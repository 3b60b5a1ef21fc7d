import { isFile } from '../files/stat.js';
import { listDir } from '../files/tree.js';
import { join } from 'node:path';
import type { CrateFiles } from './bind-manifest.js';

const found = async (directory: string, folder: string): Promise<CrateFiles['tests']> => {
  const names = await listDir(join(directory, folder));
  return names.flatMap((entry) => {
    if (entry.endsWith('.rs')) return [{ name: entry.slice(0, -3), path: join(folder, entry) }];
    const main = join(folder, entry, 'main.rs');
    return isFile(join(directory, main)) ? [{ name: entry, path: main }] : [];
  });
};

/** Finds a crate's targets where cargo looks for them (The Cargo Book, "Target auto-discovery"). */
export const findCrateFiles = async (directory: string): Promise<CrateFiles> => ({
  lib: isFile(join(directory, 'src/lib.rs')),
  main: isFile(join(directory, 'src/main.rs')),
  buildScript: isFile(join(directory, 'build.rs')),
  tests: await found(directory, 'tests'),
  bins: await found(directory, 'src/bin'),
});
