import type { PlannedTest } from './plan.js';
import { testId, type SuiteDefinition } from './suite.js';

/** What one test binary lists against what its suite declares. */
export interface ListingDifference {
  /** Declared, selected, but not in the binary. */
  readonly missing: readonly PlannedTest[];
  /** In the binary but not declared: planned now, so that the record counts them, and never run. */
  readonly undeclared: readonly PlannedTest[];
}

/** Compares a binary's tests with the suite's. Neither kind of difference is ever dropped. */
export const compareListing = (
  suite: SuiteDefinition,
  binary: string,
  listed: readonly string[],
  selected: readonly PlannedTest[],
): ListingDifference => {
  const declared = suite.tests.filter((test) => test.binary === binary).map((test) => test.name);
  return {
    missing: selected.filter(
      (test) => test.suite === suite.name && test.binary === binary && !listed.includes(test.name),
    ),
    undeclared: listed
      .filter((name) => !declared.includes(name))
      .map((name) => ({
        id: testId(suite.name, binary, name),
        suite: suite.name,
        binary,
        name,
        criteria: [],
        wire: 'none',
        ealProcesses: 1,
        timeoutSeconds: 1,
        provenFrom: suite.needs.provenFrom,
      })),
  };
};
