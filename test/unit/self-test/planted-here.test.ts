import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXAMINED_CRITERIA } from '../../../harness/criteria/static/required.js';
import { readPlanted } from '../../../harness/self-test-io/read-planted.js';
import { FOLDERS } from '../../../harness/self-test/choose.js';
import { apply } from '../../../harness/self-test/patch.js';
import { unknownCriteria } from '../../../harness/self-test/sample.js';
import { packageRoot } from '../../../lib/files/package-root.js';
import { suites } from '../../../suites/index.js';

const { planted, unreadable } = await readPlanted(packageRoot);
const mutants = planted.filter((one) => one.family === 'mutants');
const guards = planted.filter((one) => one.family === 'guards');

test('there are as many as were promised, and all can be read', () => {
  expect(unreadable).toEqual([]);
  expect(mutants.length).toBeGreaterThanOrEqual(60);
  expect(guards.length).toBeGreaterThanOrEqual(25);
});

describe('the defect', () => {
  test.each(planted.map((one) => [`${one.family} ${one.name}`, one] as const))('%s fits', (_, one) => {
    const folder = join(packageRoot, FOLDERS[one.family].target);
    const result = apply(one.patch, (file) =>
      existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined,
    );
    expect(result.ok ? '' : result.error).toBe('');
  });
});

test('no two are the same, and none is told twice', () => {
  for (const family of [mutants, guards]) {
    const defects = family.map(({ defect }) => defect);
    expect(defects.filter((defect, index) => defects.indexOf(defect) !== index)).toEqual([]);
  }
  const changes = planted.map(({ patch }) => JSON.stringify(patch.diffs.map(({ hunks }) => hunks)));
  expect(new Set(changes).size).toBe(changes.length);
});

test('what mutants name exists in the suites', () => {
  const names = new Set(suites.flatMap((suite) => suite.tests.map(({ name }) => name)));
  expect(
    mutants.flatMap((one) => [
      ...unknownCriteria(one, suites),
      ...one.tests.filter((name) => !names.has(name)),
    ]),
  ).toEqual([]);
});

test('no criterion is without a mutant', () => {
  const shown = new Set([
    ...suites.flatMap((suite) => suite.tests.flatMap(({ criteria }) => criteria)),
    ...EXAMINED_CRITERIA,
  ]);
  const named = new Set(mutants.flatMap(({ criteria }) => criteria));
  const without = [...shown].filter((id) => !named.has(id));
  // Of these a virtual lab shows nothing, and a person the rest.
  expect(without.toSorted()).toEqual(['AC-0.2', 'AC-0.5', 'AC-0.6']);
});

test('what guards name exists', () => {
  expect(guards.map((one) => one.test.path).filter((path) => !existsSync(join(packageRoot, path)))).toEqual(
    [],
  );
});
