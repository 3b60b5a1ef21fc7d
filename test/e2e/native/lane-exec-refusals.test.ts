import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchRig, startLauncher, type LaunchRig } from '../../rig/launch.js';
import { runProgram } from '../../rig/program.js';

let rig: LaunchRig;
beforeAll(async () => {
  rig = await launchRig();
});
afterAll(() => {
  rig.dispose();
});

const gone = '/nonexistent/place';
const refusals: readonly (readonly [string, string, Record<string, unknown>, string])[] = [
  ['a missing network namespace', 'netns', { netns: gone }, `${gone}: No such file or directory`],
  ['a missing mount source', 'mount', { mounts: [{ source: gone, target: '/etc/hosts' }] }, gone],
  ['a missing mount target', 'mount', { mounts: [{ source: '/etc/hosts', target: gone }] }, gone],
  ['a missing working directory', 'cwd', { cwd: gone }, gone],
  ['a missing program', 'exec', { argv: [gone] }, `${gone}: No such file or directory`],
  ['a program that cannot be executed', 'exec', { argv: ['/etc'] }, 'Permission denied'],
  ['a program that is not in PATH', 'exec', { argv: ['no-such-program'] }, 'No such file or directory'],
  ['a CPU that is not there', 'cores', { cores: [1000] }, 'Invalid argument'],
  ['a CPU beyond what is there', 'cores', { cores: [0, 1000] }, '[0, 1000]'],
  ['no CPU', 'spec', { cores: [] }, 'expected at least one CPU'],
  ['no program', 'spec', { argv: [] }, 'expected a program'],
  ['a misspelt member', 'spec', { core: [0] }, 'unknown field `core`'],
  ['both a network namespace and none', 'spec', { netns: gone, offline: true }, 'both netns and offline'],
  [
    'both another user and a trace',
    'spec',
    { user: 65_534, strace: { path: 'strace', output: '/dev/null' } },
    'both user and strace',
  ],
  ['an output file that cannot be made', 'output', { stdout: `${gone}/file` }, gone],
  ['no strace', 'strace', { strace: { path: 'no-such-strace', output: '/dev/null' } }, 'no-such-strace'],
  [
    'a strace that cannot trace',
    'strace',
    { strace: { path: '/bin/false', output: '/dev/null' } },
    'status 1',
  ],
];

test.each(refusals)('refuses %s with one event and status 3', async (_name, step, more, words) => {
  const launched = await rig.launch([rig.misbehave, 'exit', '0'], more);
  expect(launched.exit.exitCode).toBe(3);
  expect(launched.events.at(-1)).toMatchObject({ event: 'failed', step });
  expect(launched.only('failed')['error']).toContain(words);
  expect(launched.events.some(({ event }) => event === 'exited' || event === 'finished')).toBe(false);
});

test('refuses a missing program under strace as well', async () => {
  const strace = { path: 'strace', output: join(rig.directory, 'trace') };
  const launched = await rig.launch([gone], { strace });
  expect(launched.exit.exitCode).toBe(3);
  expect(launched.only('failed')).toMatchObject({ step: 'exec' });
});

test('refuses a specification that is no JSON, or is not there', async () => {
  const path = join(rig.directory, 'broken.json');
  writeFileSync(path, '{"netns":');
  for (const [spec, words] of [
    [path, 'EOF while parsing'],
    [gone, 'No such file or directory'],
  ] as const) {
    const launched = await startLauncher(rig.laneExec, spec).done;
    expect(launched.exit.exitCode).toBe(3);
    expect(launched.only('failed')).toMatchObject({ step: 'spec' });
    expect(launched.only('failed')['error']).toContain(words);
  }
});

test('says how it is used when called without events or specification', async () => {
  const silent = await runProgram(rig.laneExec, [rig.spec(['true'])]);
  expect([silent.code, silent.stderr]).toEqual([2, expect.stringContaining('descriptor 3 is not open')]);
  const bare = await runProgram(rig.laneExec, []);
  expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('usage: lane-exec SPEC.json')]);
});

test('leaves the mounts of the host as they are', async () => {
  const before = readFileSync('/proc/self/mountinfo', 'utf8');
  await rig.launch([rig.misbehave, 'exit', '0'], {
    mounts: [{ source: '/etc/hostname', target: '/etc/hosts' }],
  });
  await rig.launch([rig.misbehave, 'exit', '0'], { mounts: [{ source: '/etc/hostname', target: gone }] });
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(before);
});
