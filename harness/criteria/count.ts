import type { JudgedCriterion, JudgedTest } from '../record/judgement.js';
import { CRITERION_VERDICTS, TEST_VERDICTS, type CriterionVerdict, type TestVerdict } from './verdict.js';

const zeros = <V extends string>(verdicts: readonly V[]): Record<V, number> =>
  Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<V, number>;

/** How many tests have each verdict; the numbers add up to the tests planned. */
export const countTests = (tests: readonly JudgedTest[]): Readonly<Record<TestVerdict, number>> => {
  const counts = zeros(TEST_VERDICTS);
  for (const test of tests) counts[test.verdict] += 1;
  return counts;
};

/** How many criteria have each verdict; the numbers add up to the criteria given. */
export const countCriteria = (
  criteria: readonly JudgedCriterion[],
): Readonly<Record<CriterionVerdict, number>> => {
  const counts = zeros(CRITERION_VERDICTS);
  for (const criterion of criteria) counts[criterion.verdict] += 1;
  return counts;
};
