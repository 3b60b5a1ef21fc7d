import { judge } from '../../harness/criteria/judge.js';
import type { RunEvent } from '../../harness/record/event.js';
import type { Judgement, JudgedCriterion, JudgedTest } from '../../harness/record/judgement.js';
import { foldRecord } from '../../harness/record/fold.js';

/** Judges a list of events. */
export const judged = (events: readonly RunEvent[]): Judgement => judge(foldRecord(events));

/** The judged test of that name. */
export const testOf = (judgement: Judgement, name: string): JudgedTest => {
  const found = judgement.tests.find((test) => test.name === name);
  if (found === undefined) throw new Error(`no test ${name} was judged`);
  return found;
};

/** The judged criterion of that id. */
export const criterionOf = (judgement: Judgement, id: string): JudgedCriterion => {
  const found = [...judgement.criteria, ...judgement.beyond].find((criterion) => criterion.id === id);
  if (found === undefined) throw new Error(`no criterion ${id} was judged`);
  return found;
};
