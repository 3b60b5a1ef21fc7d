// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from './measure.js';

/** Highest memory of the harness while a test prints 1 GiB, and while one prints nothing. @param {import('./main.js').Bench} bench @returns {Promise<import('./main.js').Row[]>} */
export const flood = async ({ root, workDir, directory }) => {
  /** @param {string} test */
  const run = async (test) => {
    const out = join(directory, test);
    const args = [join(root, 'test/bench/flood-run.js'), out, workDir, test];
    const { peakKb, code } = await timed(process.execPath, args, { memory: true });
    if (code !== 0) throw new Error(`the run of ${test} ended with ${code}`);
    const lines = readFileSync(join(out, 'run.jsonl'), 'utf8').trim().split('\n');
    const finished = lines
      .map((line) => JSON.parse(line))
      .find(({ event, test: id }) => event === 'test-finished' && id === `tcp_dpdk::behaviour::${test}`);
    if (finished?.outcome.kind !== 'exited') throw new Error(`${test} did not run to its end`);
    return { mb: peakKb / 1024, printed: finished.output.stdoutBytes + finished.output.stderrBytes };
  };
  await run('passes');
  const quiet = await run('passes');
  const loud = await run('prints_a_lot');
  return [
    {
      name: 'memory of the harness, test prints 1 GiB',
      value: loud.mb,
      unit: 'MB',
      budget: 150,
      detail: `${(loud.printed / 2 ** 20).toFixed(0)} MiB printed; ${quiet.mb.toFixed(0)} MB with a quiet test`,
    },
  ];
};
