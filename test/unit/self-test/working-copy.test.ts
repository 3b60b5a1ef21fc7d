import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WorkingCopy } from '../../../harness/self-test-io/working-copy.js';
import { parsePatchFile, type Patch } from '../../../harness/self-test/patch.js';

let root = '';
const at = (...path: string[]) => join(root, ...path);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'working-copy-'));
  mkdirSync(at('from/src/target'), { recursive: true });
  writeFileSync(at('from/src/a.rs'), 'one\ntwo\n');
  writeFileSync(at('from/src/target/built'), 'x');
  symlinkSync('a.rs', at('from/src/link.rs'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const patch = (before: string, after: string): Patch => {
  const parsed = parsePatchFile(
    `--- a/src/a.rs\n+++ b/src/a.rs\n@@ -1,2 +1,2 @@\n one\n-${before}\n+${after}\n`,
  );
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
};
const copied = <T>(work: (copy: WorkingCopy) => Promise<T>): Promise<T> =>
  WorkingCopy.with(at('from'), at('copies/one'), ['target'], work);
const content = (): string => readFileSync(at('copies/one/src/a.rs'), 'utf8');

test('a copy has everything but what is skipped, takes the place of an older one, and is gone afterwards', async () => {
  mkdirSync(at('copies/one'), { recursive: true });
  writeFileSync(at('copies/one/left'), 'from a killed run');
  await copied(async () => {
    expect(content()).toBe('one\ntwo\n');
    expect(existsSync(at('copies/one/src/link.rs'))).toBe(true);
    expect(['src/target', 'left'].filter((path) => existsSync(at('copies/one', path)))).toEqual([]);
    return Promise.resolve();
  });
  expect(existsSync(at('copies/one'))).toBe(false);
});

test('a copy is gone as well when the work in it fails', async () => {
  await expect(copied(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(at('copies/one'))).toBe(false);
});

test('a defect takes the place of the one before, and the original is never touched', async () => {
  await copied(async (copy) => {
    expect(await copy.plant(patch('two', '2'))).toMatchObject({ ok: true });
    expect(content()).toBe('one\n2\n');
    expect(await copy.plant(patch('two', 'zwei'))).toMatchObject({ ok: true });
    expect(content()).toBe('one\nzwei\n');
    await copy.restore();
    expect(content()).toBe('one\ntwo\n');
  });
  expect(readFileSync(at('from/src/a.rs'), 'utf8')).toBe('one\ntwo\n');
});

test('a defect that does not fit plants nothing', async () => {
  await copied(async (copy) => {
    await copy.plant(patch('two', '2'));
    expect(await copy.plant(patch('three', '3'))).toEqual({
      ok: false,
      error: 'it does not fit src/a.rs any more',
    });
    expect(content()).toBe('one\ntwo\n');
  });
});
