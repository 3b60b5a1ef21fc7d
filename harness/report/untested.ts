import { isExamined } from '../criteria/static/required.js';
import type { CriterionVerdict } from '../criteria/verdict.js';
import type { ReportInput } from './report.js';

const REFUSED: readonly CriterionVerdict[] = ['failed', 'blocked', 'inconclusive'];

/**
 * Why a run without a test must not look green to readers of TAP and JUnit; undefined when it may: it has tests, or it was to look at criteria
 * that are shown without and nothing speaks against one.
 */
export const whyRed = ({ record, judgement }: ReportInput): string | undefined => {
  if (judgement.tests.length > 0) return undefined;
  const [cause] = judgement.causes;
  if (cause !== undefined) return `${cause.id}: saw ${cause.seen}`;
  if ((record.run?.examines ?? []).length === 0) return 'no test was planned';
  const bad = [...judgement.criteria, ...judgement.beyond].find(
    ({ id, verdict }) => isExamined(id) && REFUSED.includes(verdict),
  );
  return bad === undefined ? undefined : `${bad.id} ${bad.verdict}: ${bad.reasons[0] ?? 'no reason'}`;
};
