import { writeTap, type TapPoint } from '../../lib/tap/write.js';
import type { JudgedTest } from '../record/judgement.js';
import type { ReportInput } from './report.js';
import { claimsTally, criteriaTally, testTally } from './tally.js';
import { whyRed } from './untested.js';

const point = (test: JudgedTest): TapPoint => {
  const reason = test.reasons.join('; ');
  return {
    ok: test.verdict === 'pass' || test.verdict === 'skipped',
    description: test.id,
    ...(test.verdict === 'skipped' ? { skip: reason } : {}),
    diagnostics: {
      message: reason,
      severity: test.verdict,
      criteria: test.criteria.join(' '),
      duration_ms: Math.round(test.durationMs),
    },
  };
};

/**
 * `results.tap`: one point a planned test, in the order of the plan. There is a point for each even when nothing could run:
 * a bail-out would hide their number. Only a run without any test bails out.
 */
export const tapReport = (input: ReportInput): string => {
  const { record, judgement } = input;
  const why = whyRed(input);
  return writeTap({
    points: judgement.tests.map(point),
    ...(why === undefined ? {} : { bailOut: why }),
    comments: [
      `subject ${record.run?.subject.name ?? 'unknown'}, profile ${record.run?.profile ?? 'unknown'}`,
      ...judgement.causes.map((each) => `blocked by ${each.id}: ${each.fix}`),
      `tests: ${testTally(judgement.tests)}`,
      ...claimsTally(input),
      `criteria: ${criteriaTally(judgement.criteria)}`,
    ],
  });
};
