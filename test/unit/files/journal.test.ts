import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJournal, readJournal } from '../../../lib/files/journal.js';

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'journal-')), 'run.jsonl');
});
afterEach(() => {
  rmSync(join(path, '..'), { recursive: true });
});

const write = (...entries: readonly unknown[]): void => {
  const journal = openJournal(path);
  journal.append(...entries);
  journal.close();
};

test('entries come back in order', async () => {
  write({ a: 1 }, { b: 'two\nlines' });
  write({ c: 3 });
  expect(await readJournal(path)).toEqual({
    ok: true,
    value: { entries: [{ a: 1 }, { b: 'two\nlines' }, { c: 3 }], torn: 0 },
  });
});

test('cut at any byte, the entries before the cut are whole', async () => {
  write({ first: 'ä' }, { second: 2 });
  const whole = readFileSync(path);
  const firstLine = whole.indexOf(10);
  for (let size = whole.length - 1; size >= 0; size -= 1) {
    truncateSync(path, size);
    const content = await readJournal(path);
    if (!content.ok) throw new Error(content.error.message);
    expect(content.value.entries.length).toBe(size >= whole.length - 1 ? 2 : size >= firstLine ? 1 : 0);
  }
});

test('what is appended after a torn line is not lost with it', async () => {
  write({ first: 1 });
  appendFileSync(path, '{"torn":');
  write({ after: 2 });
  expect(await readJournal(path)).toEqual({
    ok: true,
    value: { entries: [{ first: 1 }, { after: 2 }], torn: 1 },
  });
});
