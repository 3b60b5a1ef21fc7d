import type { JudgedTest } from '../record/judgement.js';
import type { RunRecord, TestRecord } from '../record/record.js';
import { testBlocks } from './blocked.js';
import { assertedEvidence } from './evidence/asserted.js';
import { combine, refutes, type Contribution } from './evidence/contribution.js';
import { ownFault } from './own-causes.js';
import { ealEvidence } from './evidence/eal.js';
import { executableEvidence } from './evidence/executable.js';
import { frameEvidence } from './evidence/frames.js';
import { hostileEvidence } from './evidence/hostile.js';
import { impairmentEvidence } from './evidence/impairment.js';
import { isolationEvidence } from './evidence/isolation.js';
import { leakEvidence } from './evidence/leaks.js';
import { outcomeEvidence } from './evidence/outcome.js';
import { subtestEvidence } from './evidence/subtests.js';
import { socketEvidence } from './evidence/sockets.js';

/** E2 to E6 of one test. */
const gathered = (record: RunRecord, test: TestRecord): readonly Contribution[] => [
  frameEvidence(record, test),
  assertedEvidence(test),
  impairmentEvidence(test),
  hostileEvidence(test),
  socketEvidence(test),
  isolationEvidence(record, test),
  ealEvidence(record, test),
  executableEvidence(record, test),
];

/**
 * Evidence counts in full for a test that claims a pass. A test that does not is judged by its own end and by what speaks
 * against it besides; what is merely absent then is no news.
 */
const weigh = (record: RunRecord, test: TestRecord): Contribution => {
  const outcome = outcomeEvidence(test);
  const evidence = gathered(record, test);
  const counted =
    outcome.verdict === 'pass' ? evidence : evidence.filter((part) => part.verdict !== 'inconclusive');
  return combine([outcome, leakEvidence(test), subtestEvidence(test), ...counted]);
};

/** Judges one planned test. Whatever the record holds or lacks, there is a verdict. */
export const judgeTest = (record: RunRecord, test: TestRecord): JudgedTest => {
  const { planned } = test;
  const blocks = testBlocks(record, test);
  const blocked = combine(
    blocks.map(({ cause }): Contribution => {
      const own = ownFault(cause);
      return own === undefined ? { verdict: 'blocked', reasons: [`blocked by ${cause.id}`] } : refutes(own);
    }),
  );
  const unstarted = test.started.length === 0 && test.finished.length === 0;
  const weighed = blocks.length > 0 && unstarted ? blocked : weigh(record, test);
  const { verdict, reasons } = blocks.length > 0 ? combine([weighed, blocked]) : weighed;
  return {
    id: planned.id,
    suite: planned.suite,
    name: planned.name,
    criteria: planned.criteria,
    verdict,
    reasons: [...reasons],
    durationMs: test.finished.reduce((total, finished) => total + finished.durationMs, 0),
  };
};
