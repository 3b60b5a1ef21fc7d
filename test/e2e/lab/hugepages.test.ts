import { expect, it } from 'vitest';
import { hugepageStep } from '../../../harness/lab/hugepages.js';
import { ok } from '../../../lib/core/result.js';
import { readHugepagePool, setHugepages } from '../../../lib/dpdk/hugepages.js';
import { run } from '../../../lib/proc/run.js';

const ROUNDS = 20;
const PAGES = 256;
const CHILDREN = 8;

/** The kernel stops raising the pool when a signal comes in, be it that a child has ended. */
it('raises the pool by as much as was asked for, whatever children end meanwhile', async () => {
  const before = readHugepagePool();
  if (before === undefined) throw new Error('this kernel has no hugepages');
  for (let round = 0; round < ROUNDS; round += 1) {
    const children = Array.from({ length: CHILDREN }, () => run('true', []));
    const step = hugepageStep(before, before.free + PAGES);
    const raised = await step?.do(() => undefined);
    await Promise.all(children);
    const { total } = readHugepagePool() ?? {};
    await setHugepages(before, before.total);
    expect(raised).toEqual(ok(undefined));
    expect(total).toBe(before.total + PAGES);
  }
});
