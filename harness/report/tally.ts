import { countCriteria, countTests } from '../criteria/count.js';
import { CRITERION_VERDICTS, TEST_VERDICTS } from '../criteria/verdict.js';
import { countClaims } from '../criteria/claims.js';
import type { JudgedCriterion, JudgedTest } from '../record/judgement.js';
import type { ReportInput } from './report.js';
import { criterionWord, testWord } from './words.js';

/** `9 met, 1 awaiting review, 14 unproven`: every verdict that occurs, best first. */
export const criteriaTally = (criteria: readonly JudgedCriterion[]): string => {
  const counts = countCriteria(criteria);
  const said = CRITERION_VERDICTS.filter((verdict) => counts[verdict] > 0).map(
    (verdict) => `${counts[verdict]} ${criterionWord(verdict)}`,
  );
  return said.length === 0 ? 'none' : said.join(', ');
};

/** `8 passed`, or `6 passed, 2 failed`: every verdict that occurs, best first. The numbers add up to the tests planned. */
export const testTally = (tests: readonly JudgedTest[]): string => {
  const counts = countTests(tests);
  const said = TEST_VERDICTS.filter((verdict) => counts[verdict] > 0).map(
    (verdict) => `${counts[verdict]} ${testWord(verdict)}`,
  );
  return said.length === 0 ? 'none planned' : said.join(', ');
};

/**
 * `assertions passed: 46/46, rejected by evidence: 46/46`, where evidence rejected a test that claims a pass; else nothing. A subject over
 * kernel TCP is told by it from one that does not work at all.
 */
export const claimsTally = ({ record, judgement }: ReportInput): readonly string[] => {
  const { passed, rejected } = countClaims(record, judgement);
  const all = judgement.tests.length;
  return rejected === 0
    ? []
    : [`assertions passed: ${passed}/${all}, rejected by evidence: ${rejected}/${passed}`];
};
