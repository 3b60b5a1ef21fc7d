// @ts-check
import { join } from 'node:path';
import { interleave, median, spread, timed } from './measure.js';

const ROUNDS = 2;

/** All suites on two lanes against one, on two cores. @param {import('./main.js').Bench} bench @returns {Promise<import('./main.js').Row[]>} */
export const lanes = async ({ root, workDir, directory }) => {
  /** @param {number} count */
  const run = async (count) => {
    const out = join(directory, `lanes-${count}`);
    const args = ['run', '--lanes', String(count), '--out', out, '--work-dir', workDir];
    const { ms, code } = await timed(process.execPath, [join(root, 'bin/dpdk-conformance.js'), ...args]);
    if (code !== 0) throw new Error(`run --lanes ${count} ended with ${code}: see its own messages`);
    return ms;
  };
  const times = await interleave(ROUNDS, { one: () => run(1), two: () => run(2) });
  const [one, two] = [times['one'] ?? [], times['two'] ?? []];
  return [
    {
      name: 'two lanes ÷ one lane, all suites',
      value: median(two) / median(one),
      unit: '×',
      budget: 0.65,
      detail: `${median(two).toFixed(0)} ms (${spread(two)}) against ${median(one).toFixed(0)} ms (${spread(one)}), ${ROUNDS} rounds`,
    },
  ];
};
