import { join } from 'node:path';
import { buildPreload } from '../../harness/run/build-preload.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { runProgram } from './program.js';

/** Builds the library that runs preload into tests, as they do, and gives its path. */
export const builtPreload = async (directory: string): Promise<string> => {
  const built = await buildPreload(directory);
  if (!built.ok) throw new Error(built.error.seen);
  return built.value;
};

/** Builds a fixture of test/rig/fixtures/native that is linked with DPDK, and gives its path. */
export const builtDpdkFixture = async (name: string, directory: string): Promise<string> => {
  const target = join(directory, name);
  const source = join(packageRoot, 'test/rig/fixtures/native', `${name}.c`);
  const command = `cc -O1 -o '${target}' '${source}' $(pkg-config --cflags --libs libdpdk)`;
  const compiled = await runProgram('sh', ['-c', command]);
  if (compiled.code !== 0) throw new Error(compiled.stderr);
  return target;
};
