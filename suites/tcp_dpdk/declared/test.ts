import type { TestDefinition, WireExpectation } from '../../../harness/index.js';
import { PEER, PORT, to } from '../../wire.js';

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

/** Declares a test of the first test program, which uses nothing but connect, listen, read and write. */
export const coreTest = (
  name: string,
  criterion: string,
  wire: WireExpectation,
  more?: More,
): TestDefinition => testsOf('tcp_dpdk')(name, [criterion], wire, more);

/** The peer connects, asked to over one control connection of the same family. */
export const accepting = (
  family: 4 | 6,
  count: number,
  payload: NonNullable<WireExpectation['payload']>,
): WireExpectation => ({
  opened: [to(family === 4 ? PEER.v4 : PEER.v6, PORT.control)],
  accept: { count, family },
  payload,
});
