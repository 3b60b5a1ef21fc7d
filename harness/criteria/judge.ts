import type { Judgement } from '../record/judgement.js';
import type { RunRecord } from '../record/record.js';
import { causesOf } from './blocked.js';
import { CATALOGUE, findCriterion } from './catalogue.js';
import { judgeBeyond, judgeCriterion } from './judge-criterion.js';
import { judgeTests } from './judge-tests.js';
import { examinedBeyond } from './static/examined.js';

/**
 * Judges a run by its record alone. Pure, total and deterministic: any record, cut anywhere, has a judgement, and the
 * same record has the same one. Evidence that is not there never helps; every planned test has exactly one verdict.
 */
export const judge = (record: RunRecord): Judgement => {
  const tests = judgeTests(record);
  const beyond = new Set(
    [
      ...tests.flatMap((test) => test.criteria),
      ...(record.run?.elsewhere ?? []),
      ...examinedBeyond(record),
    ].filter((id) => findCriterion(id) === undefined),
  );
  return {
    criteria: CATALOGUE.map((criterion) => judgeCriterion(record, tests, criterion)),
    beyond: [...beyond].map((id) => judgeBeyond(record, tests, id)),
    tests: [...tests],
    causes: [...causesOf(record)],
  };
};
