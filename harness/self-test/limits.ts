import type { JudgedTest } from '../record/judgement.js';
import { testId, type SuiteDefinition } from '../plan/suite.js';

/** A test of a defect may take this many times as long as without one … */
const FACTOR = 3;
/** … and this many seconds more: what starting EAL and a busy machine may cost. */
const SPARE_SECONDS = 5;

/**
 * The suites with the time limits for defects: a multiple of what each test took without one, so that what hangs is found out soon. Never
 * more than a test states. `sound`: the tests of the run without a defect.
 */
export const limitedBy = (
  suites: readonly SuiteDefinition[],
  sound: readonly Pick<JudgedTest, 'id' | 'durationMs'>[],
): readonly SuiteDefinition[] => {
  const took = new Map(sound.map(({ id, durationMs }) => [id, durationMs / 1000]));
  return suites.map((suite) => ({
    ...suite,
    tests: suite.tests.map((test) => {
      const seconds = took.get(testId(suite.name, test.binary, test.name));
      if (seconds === undefined) return test;
      const limit = Math.ceil(seconds * FACTOR + SPARE_SECONDS);
      return { ...test, timeoutSeconds: Math.min(limit, test.timeoutSeconds ?? limit) };
    }),
  }));
};
