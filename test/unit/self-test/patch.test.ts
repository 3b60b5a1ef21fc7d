import { describe, expect, test } from 'vitest';
import { apply, parsePatchFile, type Patch } from '../../../harness/self-test/patch.js';

const SOURCE = 'one\ntwo\nthree\nfour\nfive\n';
const DIFF = '--- a/src/a.rs\n+++ b/src/a.rs\n@@ -2,3 +2,3 @@\n two\n-three\n+THREE\n four\n';

const parsed = (text: string): Patch => {
  const patch = parsePatchFile(text);
  if (!patch.ok) throw new Error(patch.error);
  return patch.value;
};
const applied = (text: string, source: string | undefined) => apply(parsed(text), () => source);

test('a header, then a diff', () => {
  const patch = parsed(`Defect: three: is loud\nCriterion: AC-1\nCriterion: AC-2\n\n${DIFF}`);
  expect(patch.header).toEqual([
    ['Defect', 'three: is loud'],
    ['Criterion', 'AC-1'],
    ['Criterion', 'AC-2'],
  ]);
  expect(patch.files).toEqual(['src/a.rs']);
});

test.each([
  ['nothing', '', 'there is no diff in it'],
  ['a header alone', 'Defect: x\n', 'there is no diff in it'],
  ['words before the diff', `Some words\n${DIFF}`, 'saw "Some words" before the diff'],
  ['a file without a change', '--- a/x\n+++ b/x\n', 'a file without a change'],
  ['a way out', DIFF.replaceAll('src/a.rs', '../a.rs'), 'a path that leads out'],
  ['an absolute path', DIFF.replaceAll(/[ab]\/src/g, '/src'), 'a path that leads out'],
  ['a hunk that is cut', DIFF.replace(' four\n', ''), ''],
])('%s is no patch', (_, text, words) => {
  const patch = parsePatchFile(text);
  expect(patch.ok ? 'a patch' : patch.error).toContain(words);
  expect(patch.ok).toBe(false);
});

describe('applied', () => {
  test('where it says', () => {
    const result = applied(DIFF, SOURCE);
    expect(result.ok && result.value.get('src/a.rs')).toBe(SOURCE.replace('three', 'THREE'));
  });

  test('where its lines have moved to', () => {
    const result = applied(DIFF, `zero\nhalf\n${SOURCE}`);
    expect(result.ok && result.value.get('src/a.rs')).toBe(`zero\nhalf\n${SOURCE}`.replace('three', 'THREE'));
  });

  test('to two files, one of them twice', () => {
    const twice = `${DIFF}${DIFF.replace('three', 'THREE').replace('+THREE', '+Three')}`;
    const both = `${twice}${DIFF.replaceAll('src/a.rs', 'src/b.rs')}`;
    const result = applied(both, SOURCE);
    expect(result.ok && [...result.value]).toEqual([
      ['src/a.rs', SOURCE.replace('three', 'Three')],
      ['src/b.rs', SOURCE.replace('three', 'THREE')],
    ]);
  });

  test.each([
    ['to lines that have changed', DIFF, SOURCE.replace('three', '3'), 'it does not fit src/a.rs any more'],
    ['beside lines that have changed', DIFF, SOURCE.replace('four', '4'), 'it does not fit'],
    ['to a file that has gone', DIFF, undefined, 'src/a.rs does not exist'],
    ['without effect', DIFF.replace('+THREE', '+three'), SOURCE, 'it changes nothing'],
  ])('not %s', (_, text, source, words) => {
    const result = applied(text, source);
    expect(result.ok ? '' : result.error).toContain(words);
  });
});
