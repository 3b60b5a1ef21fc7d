import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start } from '../../../lib/proc/start.js';
import { launchRig, onlyEvent, type LaunchRig, type RawEvent } from '../../rig/launch.js';

let rig: LaunchRig;
beforeAll(async () => {
  rig = await launchRig();
});
afterAll(() => {
  rig.dispose();
});

const children = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

/** Waits for a state of a process tree, looking at it again and again. */
const until = async (reached: () => boolean): Promise<void> => {
  while (!reached()) await new Promise((resolve) => setImmediate(resolve));
};

/** What a process waits for in the kernel; empty when it has gone. */
const waitsIn = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/syscall`, 'utf8').split(' ')[0] ?? '';
  } catch {
    return '';
  }
};
const READ = '0'; // x86-64's number of read(2)

/** Starts a held launcher and waits until the process that becomes the test waits for its turn, or has ended. */
const hold = async (argv: readonly string[], more: Readonly<Record<string, unknown>>) => {
  const events: RawEvent[] = [];
  const child = start(rig.laneExec, [rig.spec(argv, { ...more, held: true })], {
    input: true,
    onLine: { 3: (line) => events.push(JSON.parse(line) as RawEvent) },
  });
  let ended = false;
  void child.exited.then(() => (ended = true));
  const pid = child.pid ?? 0;
  await until(() => {
    if (ended) return true;
    const [init] = children(pid);
    return init !== undefined && children(init).some((one) => waitsIn(one) === READ);
  });
  return { child, events };
};

for (const trace of [false, true]) {
  test(`a held test has done nothing, and nothing was looked at, until it is let go (traced: ${String(trace)})`, async () => {
    const strace = trace ? { path: 'strace', output: join(rig.directory, 'trace') } : null;
    const note = join(rig.directory, 'note');
    writeFileSync(note, 'too early\n');
    const { child, events } = await hold(['cat', note], { strace });
    expect(events).toEqual([]);
    writeFileSync(note, 'in time\n');
    child.send('go');
    expect((await child.exited).exitCode).toBe(0);
    expect(rig.stdout()).toBe('in time\n');
    expect(events.slice(0, 2).map(({ event }) => event)).toEqual(['isolation', 'started']);
    expect(onlyEvent(events, 'exited')).toEqual({ event: 'exited', code: 0 });
  });
}

test('a held test that nobody wants any more leaves nothing and has not begun', async () => {
  const { child, events } = await hold(['sh', '-c', 'echo begun'], {});
  const [init] = children(child.pid ?? 0);
  child.endInput();
  expect((await child.exited).exitCode).toBe(4);
  expect(rig.stdout()).toBe('');
  expect(events.map(({ event }) => event)).not.toContain('started');
  expect(onlyEvent(events, 'killed')).toMatchObject({ by: 'nobody waits for the test any more' });
  expect(waitsIn(init ?? 0)).toBe('');
});
