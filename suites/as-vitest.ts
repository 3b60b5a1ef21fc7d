import { beforeAll, describe, expect, test } from 'vitest';
import { runSuite, type SuiteDefinition, type SuiteOutcome } from '../harness/index.js';

/**
 * Shows a suite as vitest tests, one a Rust test. The suite is run once, by the engine of `dpdk-conformance run`; each vitest test then holds the
 * judge's verdict, so what the evidence rejects fails here too.
 */
export const asVitest = (suite: SuiteDefinition): void => {
  describe(suite.title, () => {
    let outcome: SuiteOutcome;
    beforeAll(async () => {
      outcome = await runSuite(suite, { env: process.env });
    });
    test.for(suite.tests.map((definition) => definition.name))('%s', (name) => {
      const judged = outcome.tests.get(name);
      expect(judged, `${outcome.recordPath} has no verdict on it`).toBeDefined();
      expect(judged?.verdict, judged?.reasons.join('\n')).toBe('pass');
    });
  });
};
