import { join } from 'node:path';
import { describeCause } from '../../../lib/core/cause.js';
import { guestImage } from '../../../lib/guest/image.js';
import { joinProgram } from '../../../lib/guest/program.js';
import { root } from '../../rig/program.js';

/** Where the image is, and the program as the guests see it (test/guest/inside/lib.mjs names the folder as well). */
export const STORE = join(root, '.dpdk-conformance/guest');
const PROGRAM = join(STORE, 'program-of-tests');

/** Before the first guest boots: its image, and the program joined, once for all that boot side by side. */
export const setup = async (): Promise<void> => {
  const image = await guestImage({
    store: STORE,
    tell: (line) => process.stderr.write(`guest image: ${line}\n`),
  });
  if (!image.ok) throw new Error(describeCause(image.error));
  await joinProgram(PROGRAM, { control: 'dist/lib/nic/control.js' });
};
