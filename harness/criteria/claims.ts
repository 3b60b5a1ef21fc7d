import type { Judgement } from '../record/judgement.js';
import type { RunRecord } from '../record/record.js';
import { claimsPass } from './evidence/outcome.js';

/** What the tests said of themselves against what became of it. */
export interface Claims {
  /** Tests whose process exited 0 with exactly this one test passed: all its assertions held. */
  readonly passed: number;
  /** Those of them that fail all the same, because the evidence speaks against them. */
  readonly rejected: number;
}

/** True when all assertions of a test held, whatever the evidence says. */
export const assertionsPassed = claimsPass;

/** Counts what tests claim and what of it the evidence rejects. What is only unproven is not rejected. */
export const countClaims = (record: RunRecord, judgement: Judgement): Claims => {
  const claimed = new Set(record.tests.filter(assertionsPassed).map((test) => test.planned.id));
  const rejected = judgement.tests.filter(({ id, verdict }) => claimed.has(id) && verdict === 'fail');
  return { passed: claimed.size, rejected: rejected.length };
};
