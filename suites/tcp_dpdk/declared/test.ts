import type { TestDefinition, WireExpectation } from '../../../harness/index.js';

/** What a declaration may say beside name, criteria and wire. */
export type More = Pick<TestDefinition, 'impairment' | 'hostile' | 'timeoutSeconds'>;

/** Declares tests of one test program. */
export const testsOf =
  (binary: string) =>
  (name: string, criteria: readonly string[], wire: WireExpectation, more: More = {}): TestDefinition => ({
    name,
    binary,
    criteria,
    wire,
    ...more,
  });

/** Declares a test for both families: the one of IPv6 has `_ipv6` behind its name. */
export const forBoth = (
  declare: (family: 4 | 6, suffix: string) => TestDefinition,
): readonly TestDefinition[] => [declare(4, ''), declare(6, '_ipv6')];
