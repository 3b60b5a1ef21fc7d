import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchRig, onlyEvent, startLauncher, type LaunchRig, type RawEvent } from '../../rig/launch.js';

let rig: LaunchRig;
let fifo: string;
beforeAll(async () => {
  rig = await launchRig();
  fifo = join(rig.directory, 'held');
});
beforeEach(() => {
  rmSync(fifo, { force: true });
  spawnSync('mkfifo', [fifo]);
});
afterAll(() => {
  rig.dispose();
});

const PROCESSES = 4; // what misbehave.c leaves: three, and the parent of the first

/** The tree under test: `up` when all of it runs, `gone` when the last of it is dead (the kernel has closed the FIFO for all). */
const watchTree = (): { up: Promise<void>; gone: Promise<void> } => {
  const lines = createInterface({ input: createReadStream(fifo) });
  let count = 0;
  let ready: () => void;
  const up = new Promise<void>((resolve) => (ready = resolve));
  lines.on('line', () => {
    count += 1;
    if (count === PROCESSES) ready();
  });
  return { up, gone: new Promise((resolve) => lines.on('close', resolve)) };
};

const traced = (): Record<string, unknown> => ({
  strace: { path: 'strace', output: join(rig.directory, 'trace') },
});

test.each([false, true])('lists and kills what outlives the test (traced: %s)', async (trace) => {
  const tree = watchTree();
  const launched = await rig.launch([rig.misbehave, 'leak', fifo], {
    leakGraceMs: 50,
    ...(trace ? traced() : {}),
  });
  await tree.gone;
  expect(launched.only('exited')).toMatchObject({ code: 0 });
  const { processes, count } = launched.only('leaked') as unknown as {
    processes: { pid: number; command: string }[];
    count: number;
  };
  expect(count).toBe(PROCESSES);
  expect(new Set(processes.map(({ pid }) => pid)).size).toBe(PROCESSES);
  expect(new Set(processes.map(({ command }) => command))).toEqual(
    new Set([`${rig.misbehave} leak ${fifo}`]),
  );
  if (trace) expect(launched.only('trace')).toMatchObject({ droppedBytes: 0, ended: true });
});

test('does not call a child leaked that ends within the grace', async () => {
  const launched = await rig.launch(['sh', '-c', '(sleep 0.05) & exit 3'], { leakGraceMs: 5000 });
  expect(launched.only('exited')).toMatchObject({ code: 3 });
  expect(launched.events.some(({ event }) => event === 'leaked')).toBe(false);
});

test.each([false, true])('SIGTERM kills the whole tree and says so (traced: %s)', async (trace) => {
  const tree = watchTree();
  const { child, done } = startLauncher(
    rig.laneExec,
    rig.spec([rig.misbehave, 'stay', fifo], trace ? traced() : {}),
  );
  await tree.up;
  child.signal('SIGTERM');
  const launched = await done;
  await tree.gone;
  expect(launched.exit.exitCode).toBe(4);
  expect(launched.events.map(({ event }) => event)).toEqual([
    'isolation',
    'started',
    'killed',
    ...(trace ? ['trace'] : []),
    'isolation',
    'finished',
  ]);
  expect(launched.only('killed')).toEqual({ event: 'killed', by: 'SIGTERM' });
});

test.each([false, true])('SIGKILL of the launcher leaves nothing (traced: %s)', async (trace) => {
  const tree = watchTree();
  const { child, done } = startLauncher(
    rig.laneExec,
    rig.spec([rig.misbehave, 'stay', fifo], trace ? traced() : {}),
  );
  await tree.up;
  child.signal('SIGKILL');
  await tree.gone;
  expect((await done).exit.signal).toBe('SIGKILL');
});

test("SIGKILL of the namespace's init leaves nothing and is a failure", async () => {
  const tree = watchTree();
  const events: RawEvent[] = [];
  const { done } = startLauncher(rig.laneExec, rig.spec([rig.misbehave, 'stay', fifo], traced()), (event) =>
    events.push(event),
  );
  await tree.up;
  process.kill(onlyEvent(events, 'started')['initPid'] as number, 'SIGKILL');
  const launched = await done;
  await tree.gone;
  expect(launched.exit.exitCode).toBe(3);
  expect(launched.events.at(-1)).toMatchObject({ event: 'failed', step: 'init' });
  expect(launched.only('failed')['error']).toContain('SIGKILL');
});

test.each([false, true])(
  'SIGKILL of the program that started the launcher leaves nothing (traced: %s)',
  async (trace) => {
    const tree = watchTree();
    const spec = rig.spec([rig.misbehave, 'stay', fifo], trace ? traced() : {});
    const script = `require('child_process').spawn(process.argv[1], [process.argv[2]], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true }); setInterval(() => {}, 1e6)`;
    const harness = spawn(process.execPath, ['-e', script, rig.laneExec, spec], { stdio: 'ignore' });
    await tree.up;
    harness.kill('SIGKILL');
    await tree.gone;
  },
);

test('a reader of events that goes away stops the test', async () => {
  const tree = watchTree();
  const launcher = spawn(rig.laneExec, [rig.spec([rig.misbehave, 'stay', fifo])], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const ended = new Promise((resolve) => launcher.on('exit', resolve));
  await tree.up;
  launcher.stdio[3]?.destroy();
  await tree.gone;
  expect(await ended).toBe(4);
});

test.each([false, true])(
  'kills all of a test with more threads than it may have (traced: %s)',
  async (trace) => {
    const most = { mostThreads: 60, ...(trace ? traced() : {}) };
    const few = await rig.launch([rig.misbehave, 'harmless'], most);
    expect(few.only('exited')).toMatchObject({ code: 0 });
    expect(few.events.some(({ event }) => event === 'crowded')).toBe(false);
    const many = await rig.launch([rig.misbehave, 'bomb', '400'], most);
    expect(many.only('crowded')['threads']).toBeGreaterThan(60);
    expect(many.only('signaled')).toMatchObject({ signal: 'SIGKILL' });
    expect(many.events.at(-1)).toMatchObject({ event: 'finished' });
  },
);

test('what goes on forking when the test has ended is killed as well', async () => {
  const script = `(${rig.misbehave} bomb 400) & exit 0`;
  const many = await rig.launch(['sh', '-c', script], { mostThreads: 60, leakGraceMs: 60_000 });
  expect(many.only('exited')).toMatchObject({ code: 0 });
  expect(many.only('crowded')['threads']).toBeGreaterThan(60);
});
