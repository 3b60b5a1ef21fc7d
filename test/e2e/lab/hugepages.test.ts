import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { hugepageStep } from '../../../harness/lab/hugepages.js';
import { ok } from '../../../lib/core/result.js';
import { readHugepagePool, setHugepages } from '../../../lib/dpdk/hugepages.js';

/** A third of them meet the end of a child while the kernel raises the pool, so that one write alone would come short. */
const ROUNDS = 40;
const PAGES = 256;
const CHILDREN = 4;

/** The kernel stops raising the pool when a signal comes in, be it that a child has ended. */
it('raises the pool by as much as was asked for, whatever children end meanwhile', async () => {
  const before = readHugepagePool();
  if (before === undefined) throw new Error('this kernel has no hugepages');
  for (let round = 0; round < ROUNDS; round += 1) {
    const ends = Array.from({ length: CHILDREN }, () => once(spawn('true'), 'exit'));
    await turn();
    const raised = await hugepageStep(before, before.free + PAGES)?.do(() => undefined);
    const { total } = readHugepagePool() ?? {};
    await Promise.all(ends);
    await setHugepages(before, before.total);
    expect(raised).toEqual(ok(undefined));
    expect(total).toBe(before.total + PAGES);
  }
});
