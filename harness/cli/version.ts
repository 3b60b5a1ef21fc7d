import { join } from 'node:path';
import { packageRoot } from '../../lib/files/package-root.js';
import { readTextNow } from '../../lib/files/text.js';

/** The version in package.json, e.g. `0.1.0`. */
export const programVersion = (): string => {
  const { version } = JSON.parse(readTextNow(join(packageRoot, 'package.json')) ?? '{}') as {
    version?: string;
  };
  if (version === undefined) throw new Error('package.json of the installation holds no version');
  return version;
};
