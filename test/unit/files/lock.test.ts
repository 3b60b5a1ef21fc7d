import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockHolder, sweepLock, takeLock } from '../../../lib/files/lock.js';
import { bootId, ownerOf, type Owner } from '../../../lib/files/owner.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});
const lock = (): string => join(directory, 'deep', 'lock');

const self = (): Owner => {
  const owner = ownerOf(process.pid);
  if (owner === undefined) throw new Error('this process does not run');
  return owner;
};

const leave = (owner: unknown): void => {
  const taken = takeLock(lock(), self());
  if (taken.ok) taken.value.release();
  writeFileSync(lock(), typeof owner === 'string' ? owner : JSON.stringify(owner));
};

test('who has it is named to the next; given back it is free', () => {
  const taken = takeLock(lock(), self());
  expect(taken.ok).toBe(true);
  expect(lockHolder(lock())).toEqual(self());
  expect(takeLock(lock(), self())).toEqual({ ok: false, error: self() });
  if (taken.ok) taken.value.release();
  expect(lockHolder(lock())).toBeUndefined();
  expect(readdirSync(join(directory, 'deep'))).toEqual([]);
});

test.each([
  ['a pid that somebody else has by now', { pid: process.pid, startTime: '1', bootId: bootId() }],
  ['another boot', { ...self(), bootId: '00000000-0000-0000-0000-000000000000' }],
  ['no such process', { pid: 4_194_303, startTime: '1', bootId: bootId() }],
  ['a torn file', '{"pid":12'],
])('a stale lock is taken over: %s', (_, owner) => {
  leave(owner);
  expect(lockHolder(lock())).toBeUndefined();
  const taken = takeLock(lock(), self());
  expect(taken.ok).toBe(true);
  expect(JSON.parse(readFileSync(lock(), 'utf8'))).toEqual(self());
});

test('of many that find the same stale lock at once exactly one gets it, every time', async () => {
  const taker = join(import.meta.dirname, '../../rig/fixtures/lab/lock-taker.js');
  const takers = Array.from({ length: 6 }, () => {
    const child = spawn(process.execPath, [taker, lock()], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: AsyncIterator<string, undefined> = createInterface({ input: child.stdout })[
      Symbol.asyncIterator
    ]();
    return { child, next: async () => (await lines.next()).value };
  });
  expect(await Promise.all(takers.map(({ next }) => next()))).toEqual(takers.map(() => 'ready'));
  for (let round = 0; round < 200; round += 1) {
    mkdirSync(dirname(lock()), { recursive: true });
    rmSync(lock(), { force: true });
    writeFileSync(lock(), JSON.stringify({ pid: 4_194_303, startTime: String(round), bootId: bootId() }));
    for (const { child } of takers) child.stdin.write('go\n');
    const answers = await Promise.all(takers.map(({ next }) => next()));
    const winner = takers[answers.indexOf('taken')]?.child.pid;
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(['taken', `held by ${String(winner)}`]));
    expect(readdirSync(dirname(lock()))).toEqual(['lock']);
  }
  await Promise.all(
    takers.map(({ child }) => {
      const ended = new Promise((resolve) => child.on('exit', resolve));
      child.stdin.end();
      return ended;
    }),
  );
});

test('a lock handed over belongs to the other and is not given back by the first', () => {
  const taken = takeLock(lock(), self());
  const parent = ownerOf(process.ppid);
  if (!taken.ok || parent === undefined) throw new Error('not taken');
  taken.value.handOver(parent);
  expect(lockHolder(lock())).toEqual(parent);
  expect(takeLock(lock(), self())).toEqual({ ok: false, error: parent });
});

test('what killed takers left is swept, what a living one is about to use is not', () => {
  const taken = takeLock(lock(), self());
  const dead = { pid: 4_194_303, startTime: '1', bootId: bootId() };
  writeFileSync(`${lock()}.after-dead`, JSON.stringify(dead));
  writeFileSync(`${lock()}.living.new`, JSON.stringify(self()));
  sweepLock(lock());
  expect(readdirSync(join(directory, 'deep'))).toEqual(['lock', 'lock.living.new']);
  expect(taken.ok).toBe(true);
});
