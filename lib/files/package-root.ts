import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const find = (directory: string): string => {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory)
    throw new Error('no package.json above the program: the installation is incomplete');
  return find(parent);
};

/**
 * Directory of this package's package.json, the same for sources (`lib/…`) and build (`dist/lib/…`):
 * suites, subjects, native tools and schemas are found below it.
 */
export const packageRoot: string = find(dirname(fileURLToPath(import.meta.url)));
