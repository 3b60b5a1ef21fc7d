import { expect, test } from 'vitest';
import { parsePlanted } from '../../../harness/self-test/planted.js';

const DIFF = '\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';

test('a mutant names its criteria, and tests if it will', () => {
  const mutant = parsePlanted(
    'mutants',
    'm',
    `Defect: d\nCriterion: AC-1\nCriterion: X-A\nTest: test_a\n${DIFF}`,
  );
  expect(mutant).toMatchObject({
    ok: true,
    value: { family: 'mutants', name: 'm', defect: 'd', criteria: ['AC-1', 'X-A'], tests: ['test_a'] },
  });
});

test.each([
  ['test/unit/a.test.ts :: a b', { runner: 'vitest', path: 'test/unit/a.test.ts', title: 'a b' }],
  ['lib/native :: exec::tests::a', { runner: 'cargo', path: 'lib/native', title: 'exec::tests::a' }],
])('a guard names one test: %s', (text, wanted) => {
  expect(parsePlanted('guards', 'g', `Defect: d\nTest: ${text}\n${DIFF}`)).toMatchObject({
    ok: true,
    value: { family: 'guards', test: wanted },
  });
});

test.each([
  ['mutants', 'Criterion: AC-1\n', 'one line "Defect: …"'],
  ['mutants', 'Defect: a\nDefect: b\nCriterion: AC-1\n', 'one line "Defect: …"'],
  ['mutants', 'Defect: a\n', 'no criterion'],
  ['mutants', 'Defect: a\nCriteria: AC-1\n', 'saw "Criteria:"'],
  ['guards', 'Defect: a\n', 'one line "Test: FILE :: TITLE"'],
  ['guards', 'Defect: a\nTest: a :: b\nTest: a :: c\n', 'one line "Test: FILE :: TITLE"'],
  ['guards', 'Defect: a\nTest: test/unit/a.test.ts\n', 'one line "Test: FILE :: TITLE"'],
  ['guards', 'Defect: a\nCriterion: AC-1\n', 'saw "Criterion:"'],
] as const)('%s with the header %j cannot be used', (family, header, words) => {
  const result = parsePlanted(family, 'p', header + DIFF);
  expect(result).toMatchObject({ ok: false, error: { family, name: 'p' } });
  expect(result.ok ? '' : result.error.reason).toContain(words);
});
