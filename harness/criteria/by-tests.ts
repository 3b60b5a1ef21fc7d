import type { JudgedTest } from '../record/judgement.js';
import type { Finding } from './finding.js';
import type { CriterionVerdict, TestVerdict } from './verdict.js';

/** What a test's verdict says about the criterion it proves. */
const asCriterion = (verdict: TestVerdict): CriterionVerdict => {
  switch (verdict) {
    case 'pass':
      return 'met';
    case 'flaky':
    case 'inconclusive':
      return 'inconclusive';
    case 'blocked':
      return 'blocked';
    case 'skipped':
    case 'timeout':
    case 'leaked':
    case 'fail':
    case 'error':
      return 'failed';
  }
};

/** A criterion by the tests that prove it, one finding each; all passed: the one passed or how many. */
export const byTests = (tests: readonly JudgedTest[]): readonly Finding[] => {
  const bad = tests.filter((test) => test.verdict !== 'pass');
  if (bad.length > 0) {
    return bad.map((test) => {
      const verdict = asCriterion(test.verdict);
      const said =
        verdict === 'blocked' ? test.reasons.join('; ') : `\`${test.name}\` ${test.reasons.join('; ')}`;
      return { verdict, reasons: [said] };
    });
  }
  const [only] = tests;
  if (only === undefined) return [];
  const said =
    tests.length === 1
      ? `\`${only.name}\` passed: ${only.reasons.join(', ')}`
      : `${tests.length} tests passed, each with all the evidence it owes`;
  return [{ verdict: 'met', reasons: [said] }];
};
