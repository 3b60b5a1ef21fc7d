import { dirname, join } from 'node:path';
import { isFile } from '../files/stat.js';

/**
 * Cargo configuration files that hold for a crate because of where it lies (its `.cargo/config.toml` and those of the folders above), the
 * nearest last, as `--config` wants them. Cargo run from elsewhere does not find them by itself, and a subject may depend on them,
 * e.g. for `[env]`. Files that hold for `from`, where cargo will run, are left out.
 */
export const configsOf = (directory: string, from: string): readonly string[] => {
  const above = (start: string): readonly string[] => {
    const folders = [start];
    for (let folder = start; folder !== dirname(folder); folder = dirname(folder))
      folders.push(dirname(folder));
    return folders;
  };
  const foundAnyway = new Set(above(from));
  return above(directory)
    .filter((folder) => !foundAnyway.has(folder))
    .map((folder) => join(folder, '.cargo', 'config.toml'))
    .filter(isFile)
    .reverse();
};
