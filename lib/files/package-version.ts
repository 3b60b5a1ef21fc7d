import { join } from 'node:path';
import { packageRoot } from './package-root.js';
import { readTextNow } from './text.js';

/** The version in this package's package.json, e.g. `0.1.0`. */
export const packageVersion = (): string => {
  const { version } = JSON.parse(readTextNow(join(packageRoot, 'package.json')) ?? '{}') as {
    version?: string;
  };
  if (version === undefined) throw new Error('package.json of the installation holds no version');
  return version;
};
