import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restoreLab } from '../../../harness/lab/restore-lab.js';
import { statePaths } from '../../../harness/lab/state.js';
import { bootId, ownerOf } from '../../../lib/files/owner.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'restore-'));
  mkdirSync(join(root, 'state/journals'), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});
const paths = () => statePaths(join(root, 'state'));

const DEAD = { pid: 4_194_303, startTime: '1', bootId: bootId() };
const journal = (run: string, owner: object, ...lines: readonly (object | string)[]): void => {
  const all = [{ entry: 'owner', run, owner }, ...lines];
  writeFileSync(
    join(root, 'state/journals', `${run}.jsonl`),
    all.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join(''),
  );
};
const owed = (id: number, name: string) => {
  mkdirSync(join(root, name), { recursive: true });
  return { entry: 'undo', id, undo: { kind: 'directory', path: join(root, name) } };
};

test('last taken is put back first, settled things are left, a torn line owes nothing', async () => {
  const settled = owed(2, 'kept');
  journal(
    'dead',
    DEAD,
    owed(0, 'outer'),
    owed(1, 'outer/inner'), // were `outer` put back first, it would not be empty
    settled,
    { entry: 'settled', id: 2 },
    '{"entry":"undo","id":3,',
  );
  expect(await restoreLab(paths())).toEqual({
    ok: true,
    value: { undone: 2, differences: [], complete: true },
  });
  expect(readdirSync(root)).toEqual(['kept']);
});

test('the journal of a living owner is not touched', async () => {
  const owner = ownerOf(process.ppid) ?? DEAD;
  journal('live', owner, owed(0, 'theirs'));
  expect(await restoreLab(paths())).toMatchObject({ ok: true, value: { undone: 0 } });
  expect(existsSync(join(root, 'theirs'))).toBe(true);
  expect(readdirSync(join(root, 'state/journals'))).toEqual(['live.jsonl']);
});

test('of an earlier boot only what outlives a restart is looked at', async () => {
  const pool = { entry: 'undo', id: 0, undo: { kind: 'hugepages', before: 0, added: 1_000_000 } };
  journal('boot', { ...DEAD, bootId: 'earlier' }, pool, owed(1, 'left'));
  expect(await restoreLab(paths())).toEqual({
    ok: true,
    value: { undone: 1, differences: [], complete: true },
  });
  expect(existsSync(root + '/left')).toBe(false);
});

test('a directory others have put files into is left and told, once', async () => {
  journal('dead', DEAD, owed(0, 'shared'));
  writeFileSync(join(root, 'shared/theirs'), '');
  const first = await restoreLab(paths());
  expect(first).toMatchObject({ ok: true, value: { complete: true } });
  expect(JSON.stringify(first)).toContain('now holds files of others');
  expect(await restoreLab(paths())).toEqual({
    ok: true,
    value: { undone: 0, differences: [], complete: true },
  });
});

test('with a living holder of the lock nothing is done', async () => {
  journal('dead', DEAD, owed(0, 'waiting'));
  writeFileSync(paths().lock, JSON.stringify(ownerOf(process.ppid)));
  expect(await restoreLab(paths())).toMatchObject({ ok: false, error: { id: 'lab-in-use' } });
  expect(existsSync(join(root, 'waiting'))).toBe(true);
});
