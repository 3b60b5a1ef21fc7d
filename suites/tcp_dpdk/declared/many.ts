import { data, dut, syn, type TestDefinition } from '../../../harness/index.js';
import { bothWays, opened, peerAddress, PORT, to } from '../../wire.js';
import { forBoth, testsOf } from './test.js';

const test = testsOf('tcp_dpdk_many');
const MIB = 1 << 20;
/** connections.rs */
const THOUSAND = 1000;
const HUNDRED = 100;
const MESSAGE = 2000;
const PATIENCE = 120;

/** Much. Judged by the flows: a capture of it all would be as large as what is sent. */
export const many: readonly TestDefinition[] = [
  ...forBoth((family, suffix) =>
    test(
      `test_64mib_both_ways${suffix}`,
      ['X-INTEGRITY'],
      { opened: [to(peerAddress(family), PORT.echo)], payload: bothWays(64 * MIB) },
      { timeoutSeconds: PATIENCE },
    ),
  ),
  test(
    'test_thousand_connections_one_after_the_other',
    ['X-RECONNECT'],
    { connect: { outcome: 'established', count: THOUSAND }, payload: bothWays(THOUSAND * 100) },
    { timeoutSeconds: PATIENCE },
  ),
  ...forBoth((family, suffix) =>
    test(
      `test_hundred_connections_at_once${suffix}`,
      ['X-MANY-AT-ONCE'],
      {
        connect: { outcome: 'established', count: HUNDRED, family },
        payload: bothWays(HUNDRED * 3 * MESSAGE),
        // All of them were open before the first byte was sent.
        frames: [
          syn()
            .from(dut)
            .in(opened(peerAddress(family), PORT.echo))
            .until(data())
            .times(HUNDRED),
        ],
      },
      { timeoutSeconds: PATIENCE },
    ),
  ),
  ...forBoth((family, suffix) =>
    test(
      `test_hundred_accepted_at_once${suffix}`,
      ['X-MANY-AT-ONCE'],
      {
        opened: [to(peerAddress(family), PORT.control)],
        accept: { count: HUNDRED, family },
        payload: bothWays(HUNDRED * MESSAGE),
      },
      { timeoutSeconds: PATIENCE },
    ),
  ),
];
