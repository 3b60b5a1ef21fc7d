import type { RunRecord } from '../../record/record.js';
import { isAuditSuite } from '../audited.js';
import { testBlocks } from '../blocked.js';
import type { Finding } from '../finding.js';
import { socketEvidence } from './sockets.js';

/** E2 over a whole suite: while its tests ran, none opened a kernel TCP socket, and a whole trace of each shows it. */
export const suiteSocketFindings = (record: RunRecord, suite: string): readonly Finding[] => {
  const tests = record.tests.filter((test) => test.planned.suite === suite);
  if (tests.length === 0) {
    return [
      {
        verdict: 'unproven',
        reasons: [
          isAuditSuite(suite)
            ? "no test of the crate's own file was run"
            : 'no test of this suite exists in this version: it was never seen running',
        ],
      },
    ];
  }
  const bad = tests.flatMap((test): Finding[] => {
    const evidence = socketEvidence(test);
    if (evidence.verdict === 'pass') return [];
    const reasons = evidence.reasons.map((reason) => `\`${test.planned.name}\` ${reason}`);
    if (evidence.verdict === 'fail') return [{ verdict: 'failed', reasons }];
    const [block] = testBlocks(record, test);
    if (block !== undefined) return [{ verdict: 'blocked', reasons: [`blocked by ${block.cause.id}`] }];
    return [{ verdict: 'inconclusive', reasons }];
  });
  if (bad.length > 0) return bad;
  const noun = tests.length === 1 ? 'test' : 'tests';
  return [{ verdict: 'met', reasons: [`no kernel TCP socket while its ${tests.length} ${noun} ran`] }];
};
