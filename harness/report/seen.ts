import type { JudgedTest } from '../record/judgement.js';
import type { RunRecord, TestRecord } from '../record/record.js';

/** What the record holds of the tests that were judged, in their order; of a test in several parts what the part holds whose verdict counts. */
export const seenOf = (
  record: RunRecord,
  judged: readonly JudgedTest[],
): readonly (TestRecord | undefined)[] => {
  const byPart = record.parts.map(
    ({ tests }) => new Map(tests.map((test) => [test.planned.id, test] as const)),
  );
  return judged.map(({ id, part }, index) =>
    part === undefined ? record.tests[index] : byPart[part - 1]?.get(id),
  );
};
