import { expect, test } from 'vitest';
import { chooseChanged, chooseNamed } from '../../../harness/self-test/choose.js';
import { groupTests } from '../../../harness/self-test/groups.js';
import type { Guard, Mutant, Planted } from '../../../harness/self-test/planted.js';
import { sampleFirst, sampleFor, unknownCriteria } from '../../../harness/self-test/sample.js';
import { suites } from '../../../suites/index.js';

const patch = (...files: string[]) => ({ header: [], files, diffs: [] });
const mutant = (name: string, file: string, criteria: readonly string[] = ['AC-1']): Mutant => ({
  family: 'mutants',
  name,
  defect: 'd',
  criteria,
  tests: [],
  patch: patch(file),
});
const guard = (name: string, file: string, path: string): Guard => ({
  family: 'guards',
  name,
  defect: 'd',
  test: { runner: path.endsWith('.ts') ? 'vitest' : 'cargo', path, title: 't' },
  patch: patch(file),
});

const one = mutant('one', 'src/a.rs');
const two = mutant('two', 'src/b.rs');
const three = guard('three', 'harness/a.ts', 'test/unit/a.test.ts');
const all: readonly Planted[] = [one, two, three];

test.each([
  [[], all],
  [['two'], [two]],
  [['mutants'], [one, two]],
  [
    ['guards', 'one'],
    [one, three],
  ],
])('--only %j', (names, wanted) => {
  expect(chooseNamed(all, names)).toEqual({ ok: true, value: wanted });
});

test('a family without a defect is none to choose from, and no mistake', () => {
  expect(chooseNamed([one], ['guards'])).toEqual({ ok: true, value: [] });
});

test('an unknown name is a usage error with the nearest known one', () => {
  expect(chooseNamed(all, ['thre'])).toMatchObject({
    ok: false,
    error: { id: 'unknown-defect', seen: '--only thre', fix: 'did you mean --only three?' },
  });
});

test.each([
  [['README.md'], []],
  [['subjects/mutants/two.patch'], [two]],
  [['subjects/reference/src/a.rs'], [one]],
  [['src/a.rs'], []],
  [['harness/a.ts'], [three]],
  [['test/unit/a.test.ts'], [three]],
  [['test/guards/three.patch'], [three]],
  [['suites/wire.ts'], [one, two]],
])('a change of %j concerns', (changed, wanted) => {
  expect(chooseChanged(all, changed)).toEqual(wanted);
});

test('tests that one call can run are put together', () => {
  const test = (path: string) => guard('g', 'f', path).test;
  const [unit, more, e2e, rust] = [
    'test/unit/a.test.ts',
    'test/property/b.test.ts',
    'test/e2e/c.test.ts',
    'lib/native',
  ].map(test);
  expect(groupTests([unit, e2e, more, rust].flatMap((found) => found ?? []))).toEqual([
    { runner: 'vitest', place: 'unit', tests: [unit, more] },
    { runner: 'vitest', place: 'e2e', tests: [e2e] },
    { runner: 'cargo', place: 'lib/native', tests: [rust] },
  ]);
});

test('the sample is of the same test program, not what the mutant names, and the same every time', () => {
  const names = Array.from({ length: 50 }, (_, index) => mutant(`m${String(index)}`, 'f'));
  const samples = names.map((found) => sampleFor(found, suites));
  const tests = suites.flatMap((suite) => suite.tests);
  const home = tests.find(({ criteria }) => criteria.includes('AC-1'))?.binary;
  const programs = (id: string | undefined): readonly string[] =>
    tests.filter(({ criteria }) => criteria.includes(id ?? '')).map(({ binary }) => binary);
  expect(samples.every((id) => id !== undefined && id !== 'AC-1')).toBe(true);
  expect(new Set(samples.flatMap(programs))).toEqual(new Set([home]));
  expect(Math.max(...samples.map((id) => programs(id).length))).toBeLessThanOrEqual(2);
  expect(new Set(samples).size).toBeGreaterThan(5);
  expect(names.map((found) => sampleFor(found, suites))).toEqual(samples);
  expect(sampleFor(mutant('m', 'f', ['X-NONE']), suites)).toBeUndefined();
});

test('the tests of the sample come first, and none is lost', () => {
  const names = (from: typeof suites): readonly string[] =>
    from.flatMap((suite) => suite.tests.map(({ name }) => name));
  const first = sampleFirst(suites, 'X-PANIC');
  expect(names(first)[0]).toBe('test_panic_comes_out_of_block_on');
  expect(names(first).toSorted()).toEqual(names(suites).toSorted());
  expect(sampleFirst(suites, undefined)).toEqual(suites);
});

test('criteria that no test belongs to are known beforehand', () => {
  expect(unknownCriteria(mutant('m', 'f', ['AC-1', 'X-NONE']), suites)).toEqual(['X-NONE']);
  // Shown by a look at the subject, without any test.
  expect(unknownCriteria(mutant('m', 'f', ['AC-18', 'X-API']), suites)).toEqual([]);
});
