import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchRig, type LaunchRig } from '../../rig/launch.js';

let rig: LaunchRig;
beforeAll(async () => {
  rig = await launchRig();
});
afterAll(() => {
  rig.dispose();
});

const traced = (): Record<string, unknown> => ({
  strace: { path: 'strace', output: join(rig.directory, 'trace') },
});

const ends: readonly (readonly [string, readonly string[], Record<string, unknown>])[] = [
  ['status 0', ['exit', '0'], { event: 'exited', code: 0 }],
  ['status 101', ['exit', '101'], { event: 'exited', code: 101 }],
  ['a bad pointer', ['segv'], { event: 'signaled', signal: 'SIGSEGV' }],
  ['abort', ['raise', '6'], { event: 'signaled', signal: 'SIGABRT' }],
  ['SIGKILL, as when memory runs out', ['raise', '9'], { event: 'signaled', signal: 'SIGKILL' }],
];

for (const trace of [false, true]) {
  test.each(ends)(`tells %s exactly (traced: ${String(trace)})`, async (_name, words, expected) => {
    const launched = await rig.launch([rig.misbehave, ...words], trace ? traced() : {});
    expect(launched.exit).toEqual({ exitCode: 0, signal: undefined, startError: undefined });
    expect(launched.only(expected['event'] as string)).toEqual(expected);
    expect(launched.events.at(-1)).toMatchObject({ event: 'finished', stdoutBytes: 0, droppedBytes: 0 });
  });

  test(`gives the test three descriptors, no input and its own CPU (traced: ${String(trace)})`, async () => {
    await rig.launch([rig.misbehave, 'descriptors'], { cores: [1], ...(trace ? traced() : {}) });
    expect(rig.stdout()).toBe('0 /dev/null\n1 pipe\n2 pipe\ncpus 1\n');
  });
}

test('gives the test nothing but its own environment, pids and mounts', async () => {
  await rig.launch(['sh', '-c', 'env | grep -v -e ^PWD= -e ^_=; ls /proc | grep -c "^[0-9]"'], {
    env: { PATH: '/usr/bin:/bin', ONLY: 'this' },
    mounts: [{ source: '/etc/hostname', target: '/etc/hosts', readonly: true }],
  });
  // init, sh, ls and grep
  expect(rig.stdout().trim().split('\n').sort()).toEqual(['4', 'ONLY=this', 'PATH=/usr/bin:/bin']);
});

test('binds mounts for the test alone, read-only when asked', async () => {
  await rig.launch(['sh', '-c', 'cat /etc/hosts; echo x 2>&1 >/etc/hosts || echo refused'], {
    mounts: [
      { source: rig.misbehave.replace(/misbehave$/, 'spec.json'), target: '/etc/hosts', readonly: true },
    ],
  });
  expect(rig.stdout()).toContain('"readonly":true');
  expect(rig.stdout()).toMatch(/Read-only file system\nrefused\n$/);
});

test('keeps the first and the last bytes of 1 GiB, in bounded memory', async () => {
  const bytes = 1 << 30;
  const launched = await rig.launch([rig.misbehave, 'print', String(bytes)], {
    outputHeadBytes: 1000,
    outputTailBytes: 2000,
  });
  const total = bytes + 'FIRST\nLAST\n'.length;
  expect(launched.only('exited')).toEqual({ event: 'exited', code: 0 });
  expect(launched.only('finished')).toMatchObject({ stdoutBytes: total, droppedBytes: total - 3000 });
  const kept = rig.stdout();
  expect(kept.startsWith('FIRST\nxxx')).toBe(true);
  expect(kept).toContain(`\n[${total - 3000} bytes left out here]\n`);
  expect(kept.endsWith('x\nLAST\n')).toBe(true);
  expect(statSync(join(rig.directory, 'stdout')).size).toBeLessThan(3100);
});
