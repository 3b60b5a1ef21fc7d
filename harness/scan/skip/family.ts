/** Ways a test can pass without proving anything, each with what it is and what to do instead. */
export const FAMILIES = {
  'ignored-test': [
    'a test that does not run by default',
    'remove the attribute: a test that cannot run must fail',
  ],
  'conditional-ignore': [
    'a test that is ignored under a condition',
    'remove the attribute: a test that cannot run must fail',
  ],
  'cfg-out': [
    'a test that is compiled out',
    'compile the test always, and let it fail where its needs are not met',
  ],
  'environment-check': [
    'an environment check that ends the test as passed',
    'panic with what is missing instead of returning',
  ],
  'printed-skip': ['a printed skip that ends as passed', 'panic with the reason instead of printing it'],
  'skip-result': ['a result that means "skipped"', 'fail with the reason instead'],
  'swallowed-error': ['an error that ends the test as passed', 'unwrap the result, or assert on the error'],
  'timeout-return': ['a timeout that ends the test as passed', 'panic when the time is over'],
  'early-return': ['a return before anything was proven', 'assert first, or panic instead of returning'],
  'caught-panic': ['a panic that is caught and dropped', 'let the panic through, or assert on the result'],
  'exit-zero': ['an exit with status 0', 'panic, or return to the test harness'],
  'constant-assertion': ['an assertion that cannot fail', 'assert on something the subject did'],
  'empty-test': ['a test without a body', 'write the test or remove it'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

export type Family = keyof typeof FAMILIES;

/** One way out of a test, by byte offsets into its file. */
export interface Skip {
  readonly family: Family;
  readonly start: number;
  readonly end: number;
  /** Name of the function or macro it stands in. */
  readonly within: string;
  /** The test that gets there through `within`, when that is a helper. */
  readonly test?: string;
}
