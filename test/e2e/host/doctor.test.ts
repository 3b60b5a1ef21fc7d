import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { snapshotHost } from '../../rig/host-snapshot.js';
import { endHolders, holdLab } from '../../rig/lab.js';
import { root, runCli, runProgram } from '../../rig/program.js';
import { PROVOCATIONS } from '../../rig/provoke.js';

interface Answer {
  readonly ok: boolean;
  readonly checks: readonly { readonly id: string; readonly cause?: { readonly id: string } }[];
  readonly causes: readonly { readonly id: string; readonly seen: string; readonly fix: string }[];
}
const read = (text: string): Answer => JSON.parse(text) as Answer;

let scratch = '';
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'provoke-'));
});
afterEach(async () => {
  rmSync(scratch, { recursive: true });
  await endHolders();
  await runCli(['lab', 'restore']);
});

const doctor = (provocation: (typeof PROVOCATIONS)[number]) => {
  const command = [process.execPath, join(root, 'bin/dpdk-conformance.js'), 'doctor', '--json'];
  const { argv, env } = provocation.wrap(command, scratch);
  const [file = '', ...args] = argv;
  return runProgram(file, args, { env: { ...process.env, ...env } });
};

test('a host that can run: exit 0, every check well, nothing changed', async () => {
  const before = snapshotHost();
  const result = await runCli(['doctor', '--json']);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  const answer = read(result.stdout);
  expect(answer).toMatchObject({ ok: true, causes: [] });
  expect(answer.checks.length).toBeGreaterThan(15);
  expect(snapshotHost()).toEqual(before);
});

test.each(PROVOCATIONS)('$name: $cause', async (provocation) => {
  const before = snapshotHost();
  const result = await doctor(provocation);
  expect(result.code).toBe(3);
  const { causes } = read(result.stdout);
  // The first cause is the one a run shows.
  expect(causes[0]).toMatchObject({ id: provocation.cause });
  expect(causes[0]?.seen).toMatch(provocation.seen);
  expect(causes[0]?.fix).not.toBe('');
  expect(causes.filter(({ id }) => id === provocation.cause)).toHaveLength(1);
  expect(snapshotHost()).toEqual(before);
});

test('another run holds the lab', async () => {
  const holder = holdLab({ processes: 1, lanes: [], then: 'wait' });
  expect(await holder.next()).toMatchObject({ event: 'up' });
  const result = await runCli(['doctor']);
  expect(result.code).toBe(3);
  expect(result.stdout).toContain('cause:  lab-in-use');
  expect(result.stdout).toContain(`process ${String(holder.child.pid)}`);
  holder.say('close');
  await holder.ended;
});

test('a full disk', async () => {
  const small = ['mount -n -t tmpfs -o size=1m none "$1"', 'cd "$1"', 'exec "$2" "$3" doctor'].join(' && ');
  const result = await runProgram('unshare', [
    ...['--mount', '--propagation', 'private', 'sh', '-c', small, 'sh', scratch],
    ...[process.execPath, join(root, 'bin/dpdk-conformance.js')],
  ]);
  expect(result.code).toBe(3);
  expect(result.stdout).toContain('cause:  disk-full');
});
