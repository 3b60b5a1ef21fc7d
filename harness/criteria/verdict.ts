/** Verdicts of one test, best first. A verdict only ever gets worse: see {@link worse}. */
export const TEST_VERDICTS = [
  'pass',
  'flaky',
  'skipped',
  'inconclusive',
  'blocked',
  'timeout',
  'leaked',
  'fail',
  'error',
] as const;
export type TestVerdict = (typeof TEST_VERDICTS)[number];

/** Verdicts of one acceptance criterion. */
export const CRITERION_VERDICTS = [
  'met',
  'awaiting-review',
  'unproven',
  'inconclusive',
  'blocked',
  'failed',
] as const;
export type CriterionVerdict = (typeof CRITERION_VERDICTS)[number];

/** How strong the lab was in which evidence was gathered (SPEC: grades of evidence). */
export const PROFILES = ['virtual', 'guest', 'real'] as const;
export type Profile = (typeof PROFILES)[number];

/** The worse of two test verdicts. */
export const worse = (a: TestVerdict, b: TestVerdict): TestVerdict =>
  TEST_VERDICTS.indexOf(a) >= TEST_VERDICTS.indexOf(b) ? a : b;
