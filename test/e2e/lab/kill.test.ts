import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { snapshotHost } from '../../rig/host-snapshot.js';
import { untilJournal } from '../../rig/journal-watch.js';
import { endHolders, holdLab, processesBeyondPool, type Holder } from '../../rig/lab.js';
import { root, runCli } from '../../rig/program.js';

/** Two lanes are made and taken down at once, so that every moment of a lab's life comes by. */
const startRun = (): Holder =>
  holdLab({
    processes: processesBeyondPool(),
    lanes: [0, 1].map((lane) => ({ lane, cores: [lane], links: 2 })),
    then: 'close',
  });

const killed = async (holder: Holder): Promise<void> => {
  holder.child.kill('SIGKILL');
  await holder.ended;
};

const restoreAndCompare = async (before: ReturnType<typeof snapshotHost>, moment: string): Promise<void> => {
  const restored = await runCli(['lab', 'restore']);
  expect({ moment, ...restored }).toMatchObject({ moment, code: 0, stderr: '' });
  expect({ moment, ...snapshotHost() }).toEqual({ moment, ...before });
};

afterEach(async () => {
  await endHolders();
  expect((await runCli(['lab', 'restore'])).code).toBe(0);
});

describe('SIGKILL of the harness', () => {
  test('after each line of the journal, until a run comes through', async () => {
    const before = snapshotHost();
    let survived = false;
    let lines = 0;
    while (!survived) {
      lines += 1;
      const holder = startRun();
      const reached = await untilJournal(lines, () => holder.child.exitCode !== null);
      await killed(holder);
      await restoreAndCompare(before, `line ${String(lines)}`);
      survived = !reached;
    }
    // owner, run directory, hugepages, two lanes, and the same but the first put back again
    expect(lines).toBeGreaterThan(8);
  });

  describe('at random moments', () => {
    let longest = 0;
    beforeAll(async () => {
      const began = performance.now();
      await startRun().ended;
      longest = performance.now() - began;
    });

    test.each(Array.from({ length: 50 }, (_, index) => index))('moment %i', async (index) => {
      const before = snapshotHost();
      // Strata: each fiftieth of a run's life has its moment, chosen at random within.
      const delay = ((index + Math.random()) / 50) * longest;
      const holder = startRun();
      await new Promise((resolve) => setTimeout(resolve, delay));
      await killed(holder);
      await restoreAndCompare(before, `${delay.toFixed(1)} ms of ${longest.toFixed(0)}`);
    });
  });

  test('the next run puts back what a killed one left before it begins', async () => {
    const before = snapshotHost();
    const first = holdLab({ processes: 1, lanes: [{ lane: 0, cores: [0], links: 1 }], then: 'wait' });
    expect(await first.next()).toMatchObject({ event: 'up' });
    await killed(first);
    expect(snapshotHost().namespaces).not.toEqual(before.namespaces);
    const second = holdLab({ processes: 1, lanes: [], then: 'close' });
    expect(await second.next()).toMatchObject({ event: 'up', restored: { complete: true, differences: [] } });
    await second.ended;
    expect(snapshotHost()).toEqual(before);
  });
});

test('SIGKILL of `lab restore` itself: the next one goes on', async () => {
  const before = snapshotHost();
  for (const settled of [1, 2, 3]) {
    const holder = holdLab({
      processes: processesBeyondPool(),
      lanes: [0, 1].map((lane) => ({ lane, cores: [lane], links: 1 })),
      then: 'wait',
    });
    expect(await holder.next()).toMatchObject({ event: 'up' });
    await killed(holder);
    const restore = spawn(process.execPath, [join(root, 'bin/dpdk-conformance.js'), 'lab', 'restore'], {
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => restore.on('exit', resolve));
    await untilJournal(
      settled,
      () => restore.exitCode !== null,
      (line) => line.includes('"settled"'),
    );
    restore.kill('SIGKILL');
    await ended;
    await restoreAndCompare(before, `after ${String(settled)} things put back`);
  }
});
