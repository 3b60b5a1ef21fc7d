import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { writeAtomic } from '../../../lib/files/atomic.js';
import { removeEmptyDirectory } from '../../../lib/files/directory.js';
import { parseMounts } from '../../../lib/files/mounts.js';
import { readTail } from '../../../lib/files/open.js';
import { isAlive, ownerOf } from '../../../lib/files/owner.js';
import { readChecked } from '../../../lib/files/structured.js';
import { readText } from '../../../lib/files/text.js';
import { listDir, listTree } from '../../../lib/files/tree.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});
const at = (name: string): string => join(directory, name);

test('an atomic write replaces the file and leaves no neighbour', async () => {
  await writeAtomic(at('a/b.txt'), 'one');
  await writeAtomic(at('a/b.txt'), 'two');
  expect(readFileSync(at('a/b.txt'), 'utf8')).toBe('two');
  expect(readdirSync(at('a'))).toEqual(['b.txt']);
});

test('an atomic write that fails leaves the old file and no neighbour', async () => {
  mkdirSync(at('target'));
  writeFileSync(at('target/inside'), '');
  await expect(writeAtomic(at('target'), 'text')).rejects.toThrow(/EISDIR|ENOTEMPTY/);
  expect(readdirSync(directory)).toEqual(['target']);
});

test('a file that cannot be read is a value that says what was tried', async () => {
  expect(await readText(at('none'))).toEqual({
    ok: false,
    error: {
      code: 'ENOENT',
      path: at('none'),
      message: `cannot read ${at('none')}: there is no such file or directory`,
    },
  });
});

describe('checked reading', () => {
  const schema = z.object({ cores: z.array(z.int()) });
  test('JSON and TOML', async () => {
    writeFileSync(at('a.json'), '{"cores":[1]}');
    writeFileSync(at('a.toml'), 'cores = [1]');
    for (const name of ['a.json', 'a.toml'])
      expect(await readChecked(at(name), schema)).toEqual({ ok: true, value: { cores: [1] } });
  });
  test('what is no JSON, and what breaks the schema, is named with its place', async () => {
    writeFileSync(at('bad.json'), '{"cores":');
    writeFileSync(at('wrong.json'), '{"cores":[1,"x"]}');
    const bad = await readChecked(at('bad.json'), schema);
    const wrong = await readChecked(at('wrong.json'), schema);
    expect(!bad.ok && bad.error.message).toMatch(/bad\.json is not valid JSON: /);
    expect(!wrong.ok && wrong.error.message).toMatch(/wrong\.json .*cores\.1: .*expected/);
  });
});

test('the tail of a file, and of one that is shorter', () => {
  writeFileSync(at('t'), '0123456789');
  expect(readTail(at('t'), 4)).toBe('6789');
  expect(readTail(at('t'), 40)).toBe('0123456789');
});

test('a tree is listed with its links, a missing directory is empty', async () => {
  mkdirSync(at('x/y'), { recursive: true });
  writeFileSync(at('x/y/f'), '');
  symlinkSync('/', at('x/l'));
  expect(await listTree(directory)).toEqual(['x/l', 'x/y/f']);
  expect(await listDir(at('none'))).toEqual([]);
});

test('only an empty directory is removed', () => {
  mkdirSync(at('d'));
  writeFileSync(at('d/f'), '');
  expect(removeEmptyDirectory(at('d'))).toBe('not-empty');
  rmSync(at('d/f'));
  expect(removeEmptyDirectory(at('d'))).toBe('removed');
  expect(removeEmptyDirectory(at('d'))).toBe('absent');
});

test('an owner is this very process and no other', () => {
  const owner = ownerOf(process.pid);
  if (owner === undefined) throw new Error('this process does not run');
  expect(isAlive(owner)).toBe(true);
  expect(isAlive({ ...owner, startTime: `${owner.startTime}0` })).toBe(false);
  expect(isAlive({ ...owner, bootId: 'other' })).toBe(false);
});

test('mounts with escaped names and optional fields', () => {
  const text =
    '36 35 98:0 / /a\\040b rw,noatime master:1 shared:2 - ext4 /dev/x rw,errors=continue\n' +
    '40 35 0:30 / /dev/hugepages rw,relatime - hugetlbfs nodev rw,pagesize=2M\n';
  expect(parseMounts(text)).toEqual([
    { target: '/a b', type: 'ext4', source: '/dev/x', options: ['rw', 'noatime', 'rw', 'errors=continue'] },
    {
      target: '/dev/hugepages',
      type: 'hugetlbfs',
      source: 'nodev',
      options: ['rw', 'relatime', 'rw', 'pagesize=2M'],
    },
  ]);
});
