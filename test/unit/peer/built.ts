import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { packageRoot } from '../../../lib/files/package-root.js';

/** Compiles the peer as it is in the sources, into a directory of its own that goes away with the test file. Gives main.js. */
export const buildPeer = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'peer-build-'));
  afterAll(() => rm(directory, { recursive: true }));
  const settings = {
    extends: join(packageRoot, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      noCheck: true,
      rootDir: packageRoot,
      outDir: directory,
      typeRoots: [join(packageRoot, 'node_modules/@types')],
    },
    include: [],
    files: [join(packageRoot, 'harness/peer/main.ts')],
  };
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(settings));
  await writeFile(join(directory, 'package.json'), JSON.stringify({ type: 'module' }));
  await symlink(join(packageRoot, 'node_modules'), join(directory, 'node_modules'));
  const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', join(directory, 'tsconfig.json')]);
  return join(directory, 'harness/peer/main.js');
};
