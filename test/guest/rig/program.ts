import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from '../../rig/program.js';

/** Where the guest finds the program, below the project's folder. */
const FOLDER = '.dpdk-conformance/guest/program';

/**
 * Joins the compiled program's files into a few: an emulated processor takes 14 s to find and read the hundreds of modules it is made
 * of, and 3 s for these. Nothing else about it changes.
 */
export const joinProgram = async (): Promise<void> => {
  const folder = join(root, FOLDER);
  mkdirSync(folder, { recursive: true });
  const joined = await rolldown({
    input: {
      main: join(root, 'dist/harness/cli/main.js'),
      control: join(root, 'dist/lib/nic/control.js'),
    },
    platform: 'node',
    logLevel: 'silent',
  });
  await joined.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', cleanDir: true });
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  writeFileSync(join(folder, 'dpdk-conformance.mjs'), "import { main } from './main.mjs';\nawait main();\n");
};
