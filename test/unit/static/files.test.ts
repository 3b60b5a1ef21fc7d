import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBaseline, recordBaseline } from '../../../harness/static/baseline.js';
import { recallFacts, rememberFacts } from '../../../harness/static/cache.js';
import type { Facts } from '../../../harness/static/facts.js';
import { findGuide } from '../../../harness/static/guide/find.js';
import { digestOf, environmentWords } from '../../../harness/static/inputs.js';
import { readReviews, unsignedFiles, writeDraft } from '../../../harness/static/review.js';
import { aWarning, checked, compared, documented, guided } from '../../rig/examined.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'static-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});
const at = (name: string): string => join(directory, name);
const edit = (path: string, from: string, to: string): void => {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

describe('a baseline', () => {
  test('is written unsigned, and read as it was', async () => {
    expect(await recordBaseline(at('b.toml'), 'rustc 1.90.0', [aWarning()], undefined)).toBe(false);
    expect(await readBaseline(at('b.toml'))).toEqual({
      ok: true,
      value: { toolchain: 'rustc 1.90.0', reviewer: '', date: '', warning: [aWarning()] },
    });
  });
  test('keeps its sign-off for the same warnings only', async () => {
    await recordBaseline(at('b.toml'), 'rustc 1.90.0', [aWarning()], undefined);
    edit(at('b.toml'), 'reviewer = ""', 'reviewer = "A. Reader"');
    edit(at('b.toml'), 'date = ""', 'date = 2026-03-01');
    const signed = await readBaseline(at('b.toml'));
    if (!signed.ok || signed.value === undefined) throw new Error('not read');
    expect(signed.value).toMatchObject({ reviewer: 'A. Reader', date: '2026-03-01' });
    expect(await recordBaseline(at('b.toml'), 'rustc 1.91.0', [aWarning()], signed.value)).toBe(true);
    expect(await recordBaseline(at('b.toml'), 'rustc 1.91.0', [aWarning('other')], signed.value)).toBe(false);
  });
  test('that is not there is none; one that is not understood says why', async () => {
    expect(await readBaseline(at('none.toml'))).toEqual({ ok: true, value: undefined });
    writeFileSync(at('b.toml'), 'toolchain = 1\nreviewer = ""\ndate = "yesterday"\n');
    expect(await readBaseline(at('b.toml'))).toMatchObject({
      ok: false,
      error: expect.stringMatching(/toolchain.*date/) as string,
    });
  });
});

describe('a sign-off', () => {
  const [one, two] = [
    { path: 'a.rs', sha256: '1'.repeat(64) },
    { path: 'b.rs', sha256: '2'.repeat(64) },
  ];
  const read = async () => {
    const reviews = await readReviews(at('review.toml'));
    if (!reviews.ok) throw new Error(reviews.error);
    return reviews.value;
  };
  test('is drafted without a name, and covers nothing until a person gives one', async () => {
    await writeDraft(at('review.toml'), [], [one, two]);
    expect(await read()).toEqual([{ reviewer: '', date: '', files: [one, two] }]);
    expect(unsignedFiles([one, two], await read())).toEqual([one, two]);
    edit(at('review.toml'), 'reviewer = ""', 'reviewer = "A. Reader"');
    expect(unsignedFiles([one, two], await read())).toEqual([one, two]);
    edit(at('review.toml'), 'date = ""', 'date = 2026-03-01');
    expect(unsignedFiles([one, two], await read())).toEqual([]);
  });
  test('stays beside the draft for what changed since', async () => {
    const signed = { reviewer: 'A. Reader', date: '2026-03-01', files: [one, two] };
    const changed = { ...two, sha256: '3'.repeat(64) };
    const open = unsignedFiles([one, changed], [signed]);
    expect(open).toEqual([changed]);
    await writeDraft(at('review.toml'), [signed, { reviewer: '', date: '', files: [one] }], open);
    expect(await read()).toEqual([signed, { reviewer: '', date: '', files: [changed] }]);
  });
  test('that is not understood says why', async () => {
    writeFileSync(
      at('review.toml'),
      '[[review]]\nreviewer = "A"\ndate = ""\nfiles = [{ path = "a.rs", sha256 = "x" }]\n',
    );
    expect(await readReviews(at('review.toml'))).toMatchObject({
      ok: false,
      error: expect.stringContaining('sha256') as string,
    });
  });
});

describe('what is remembered of a look', () => {
  const facts: Facts = { check: checked(), documented: documented(), compared: compared(), guide: guided() };
  const inputs = () => ({ roots: [at('crate')], files: [at('guide.md')], words: ['rustc 1.90.0'] });
  const remember = (began = Date.now() + 1) =>
    rememberFacts(at('cache'), inputs(), digestOf(inputs()), facts, began);
  const recalled = (words = ['rustc 1.90.0']): boolean => recallFacts(at('cache'), words) !== undefined;
  beforeEach(() => {
    mkdirSync(at('crate'));
    writeFileSync(at('crate/lib.rs'), 'a');
  });

  test('holds while nothing has changed', async () => {
    expect(recalled()).toBe(false);
    await remember();
    expect(recallFacts(at('cache'), ['rustc 1.90.0'])?.facts.check.warningCount).toBe(1);
  });
  test.each<[string, () => void]>([
    [
      'a source',
      () => {
        writeFileSync(at('crate/lib.rs'), 'b');
      },
    ],
    [
      'a source, its size and time as before',
      () => {
        writeFileSync(at('crate/lib.rs'), 'b');
        utimesSync(at('crate/lib.rs'), 1, 1);
      },
    ],
    [
      'a file that came',
      () => {
        writeFileSync(at('crate/new.rs'), '');
      },
    ],
    [
      'a file that went',
      () => {
        rmSync(at('crate/lib.rs'));
      },
    ],
    [
      'a guide that came',
      () => {
        writeFileSync(at('guide.md'), '');
      },
    ],
    [
      'a memory that is torn',
      () => {
        appendFileSync(at('cache/facts.json'), '}');
      },
    ],
    [
      'a memory of another form',
      () => {
        edit(at('cache/facts.json'), '"success":true', '"success":"yes"');
      },
    ],
  ])('is gone by %s', async (_, change) => {
    await remember();
    change();
    expect(recalled()).toBe(false);
  });
  test('is gone by another toolchain', async () => {
    await remember();
    expect(recalled(['rustc 1.91.0'])).toBe(false);
  });
  test('is not kept when a source changed meanwhile', async () => {
    await remember(0);
    expect(recalled()).toBe(false);
  });
  test('depends on the part of the environment compilers read', () => {
    expect(environmentWords({ RUSTFLAGS: '-Dwarnings', PATH: '/bin', HOME: '/' })).toEqual([
      'RUSTFLAGS=-Dwarnings',
    ]);
  });
});

test('a guide is found in the named folder, the package’s, or the one above', () => {
  mkdirSync(at('workspace/tokio'), { recursive: true });
  const find = (): string | undefined => findGuide(at('workspace/tokio'), at('workspace/tokio'));
  expect(find()).toBeUndefined();
  writeFileSync(at('workspace/TOKIO_DPDK_GUIDE.md'), '');
  expect(find()).toBe(at('workspace/TOKIO_DPDK_GUIDE.md'));
  writeFileSync(at('workspace/tokio/TOKIO_DPDK_GUIDE.md'), '');
  expect(find()).toBe(at('workspace/tokio/TOKIO_DPDK_GUIDE.md'));
});
