import { join } from 'node:path';
import { packageRoot } from '../files/package-root.js';
import { readBytes, writeText } from '../files/text.js';

/** File of the folder that is the whole command line: `node FILE COMMAND…`. */
export const GUEST_PROGRAM = 'dpdk-conformance.mjs';

/**
 * Writes this program into `folder`, its hundreds of modules and those of its dependencies joined into a few: an emulated processor takes
 * 14 s to find and read them, and 3 s for these. Nothing else about it changes. `more`: further compiled modules, below the package.
 */
export const joinProgram = async (
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const entries = ['dist/harness/cli/main', 'dist/harness/peer/main', 'dist/harness/host/reach/main'];
  const input: Readonly<Record<string, string>> = Object.fromEntries([
    ...entries.map((entry) => [entry, join(packageRoot, `${entry}.js`)] as const),
    ...Object.entries(more).map(([name, path]) => [name, join(packageRoot, path)] as const),
  ]);
  const { rolldown } = await import('rolldown'); // a native library, which no other command needs
  const joined = await rolldown({
    input,
    platform: 'node',
    logLevel: 'silent',
  });
  await joined.write({ dir: folder, format: 'esm', entryFileNames: '[name].js', cleanDir: true });
  await writeText(join(folder, 'package.json'), await readBytes(join(packageRoot, 'package.json')));
  await writeText(
    join(folder, GUEST_PROGRAM),
    "import { main } from './dist/harness/cli/main.js';\nawait main();\n",
  );
};
