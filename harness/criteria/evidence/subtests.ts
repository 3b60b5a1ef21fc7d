import type { TestRecord } from '../../record/record.js';
import { combine, holds, refutes, type Contribution } from './contribution.js';

/** What a test says of its own parts: one that was skipped proves nothing (SPEC R3), one that failed was swallowed if the test passed. */
export const subtestEvidence = (test: TestRecord): Contribution => {
  const results = test.subtests.flatMap((subtests) => subtests.results);
  const bad = results.filter(({ result }) => result !== 'passed');
  if (bad.length === 0) return results.length === 0 ? holds() : holds(`${results.length} parts of it passed`);
  return combine(
    bad.map(({ name, result, reason }) => {
      const words = reason === undefined ? '' : ` (${reason})`;
      return refutes(
        result === 'skipped'
          ? `its part "${name}" was skipped${words}: a skip proves nothing (R3)`
          : `its part "${name}" failed${words}`,
      );
    }),
  );
};
