import type { JudgedTest } from '../record/judgement.js';
import type { RunRecord } from '../record/record.js';
import { judgeTest } from './judge-test.js';
import { worse } from './verdict.js';

/** Verdicts of one test in the parts that planned it, as one: the worst of them, with its reasons. */
const worstOf = (verdicts: readonly [JudgedTest, ...JudgedTest[]]): JudgedTest => {
  const verdict = verdicts.map((judged) => judged.verdict).reduce(worse);
  const counts = verdicts.find((judged) => judged.verdict === verdict) ?? verdicts[0];
  if (verdicts.every((judged) => judged.verdict === verdict)) return counts;
  const each = verdicts.map((judged) => `${judged.verdict} in part ${judged.part ?? 0}`).join(', ');
  return { ...counts, reasons: [...counts.reasons, `the worst of ${each}: a merge is no second try`] };
};

/**
 * Judges every planned test. In a merged record a test is judged by each part that planned it, with that part's own lanes, programs and causes,
 * and its worst verdict counts.
 */
export const judgeTests = (record: RunRecord): readonly JudgedTest[] => {
  if (record.parts.length === 0) return record.tests.map((test) => judgeTest(record, test));
  const verdicts = new Map<string, [JudgedTest, ...JudgedTest[]]>();
  for (const [index, part] of record.parts.entries())
    for (const test of part.tests) {
      const judged = { ...judgeTest(part, test), part: index + 1 };
      const others = verdicts.get(judged.id);
      if (others === undefined) verdicts.set(judged.id, [judged]);
      else others.push(judged);
    }
  return [...verdicts.values()].map(worstOf);
};
