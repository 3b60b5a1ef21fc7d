// @ts-check
import { join } from 'node:path';
import { interleave, median, spread, timed } from './measure.js';

/** `--help` against a bare start of Node. @param {import('./main.js').Bench} bench @returns {Promise<import('./main.js').Row[]>} */
export const help = async ({ root }) => {
  const node = process.execPath;
  const times = await interleave(31, {
    bare: async () => (await timed(node, ['-e', '0'])).ms,
    help: async () => (await timed(node, [join(root, 'bin/dpdk-conformance.js'), '--help'])).ms,
  });
  const [bare, own] = [times['bare'] ?? [], times['help'] ?? []];
  return [
    {
      name: '--help ÷ node -e 0',
      value: median(own) / median(bare),
      unit: '×',
      budget: 2,
      detail: `${median(own).toFixed(0)} ms (${spread(own)}) against ${median(bare).toFixed(0)} ms (${spread(bare)}), 31 rounds`,
    },
  ];
};
