import { expect, test } from 'vitest';
import { testId } from '../../../harness/plan/suite.js';
import { limitedBy } from '../../../harness/self-test/limits.js';
import { suites } from '../../../suites/index.js';

const limitsOf = (from: typeof suites): ReadonlyMap<string, number | undefined> =>
  new Map(
    from.flatMap((suite) =>
      suite.tests.map((one) => [testId(suite.name, one.binary, one.name), one.timeoutSeconds] as const),
    ),
  );

test('a defect may take a multiple of what it takes without, and never more than its test states', () => {
  const before = limitsOf(suites);
  const [unlimited, second] = [...before].flatMap(([id, limit]) => (limit === undefined ? [id] : []));
  const stated = [...before].find(([, limit]) => limit !== undefined)?.[0];
  if (unlimited === undefined || second === undefined || stated === undefined)
    throw new Error('no such tests');
  const after = limitsOf(
    limitedBy(suites, [
      { id: unlimited, durationMs: 200 },
      { id: stated, durationMs: 3_600_000 },
    ]),
  );
  expect(after.get(unlimited)).toBe(6);
  expect(after.get(stated)).toBe(before.get(stated));
  expect(after.get(second)).toBeUndefined();
  expect([...after.keys()]).toEqual([...before.keys()]);
});
