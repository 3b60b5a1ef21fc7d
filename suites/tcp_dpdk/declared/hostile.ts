import {
  atLeast,
  atMost,
  between,
  data,
  dut,
  peer,
  rst,
  segment,
  syn,
  synAck,
  type Assertion,
  type TestDefinition,
} from '../../../harness/index.js';
import { accepted, bothWays, opened, peerAddress, PORT, to } from '../../wire.js';
import { forBoth, testsOf } from './test.js';

const declare = testsOf('tcp_dpdk_hostile');
/** The hostile host: its addresses, and what it says once in the right way. */
const HOST = { 4: '192.0.2.66', 6: '2001:db8:0:1::66' } as const;
const ANSWER = '<unharmed>'.length;
const MESSAGE = 3000;
const FLOOD = 400;

const test = (
  name: string,
  criterion: string,
  port: number,
  fromDut: number,
  frames: readonly Assertion[],
  family: 4 | 6 = 4,
): TestDefinition =>
  declare(
    name,
    [criterion],
    {
      opened: [to(HOST[family], port)],
      payload: { fromDut, toDut: criterion === 'X-H-RESET' ? 0 : ANSWER },
      frames: [data().from(dut).in(opened(HOST[family], port)).has({ checksumsRight: true }), ...frames],
    },
    { hostile: true },
  );

/** A question, of two bytes mostly; what the host then does is seen on the wire. */
const asked = (
  name: string,
  criterion: string,
  port: number,
  frames: (family: 4 | 6) => readonly Assertion[],
  fromDut = 2,
): readonly TestDefinition[] =>
  forBoth((family, suffix) => test(`${name}${suffix}`, criterion, port, fromDut, frames(family), family));

const on = (port: number, family: 4 | 6 = 4) => opened(HOST[family], port);
const hostile = (port: number, family: 4 | 6 = 4) => segment().from(peer).in(on(port, family));

/** A peer that breaks the rules of TCP. */
export const hostilePeer: readonly TestDefinition[] = [
  ...asked('test_malformed_options', 'X-H-OPTIONS', 9001, (family) => [
    hostile(9001, family).with({ malformedOptions: true }).times(atLeast(10)),
    rst().in(on(9001, family)).never(),
  ]),
  ...asked('test_bad_checksums', 'X-H-CHECKSUM', 9002, (family) => [
    hostile(9002, family).carrying('<harmful!>').with({ checksumsRight: false }).times(4),
    rst().in(on(9002, family)).never(),
  ]),
  ...asked('test_out_of_window', 'X-H-OUT-OF-WINDOW', 9003, (family) => [
    rst().from(peer).in(on(9003, family)).times(3),
    hostile(9003, family).carrying('<harmful!>').times(2),
    rst().from(dut).in(on(9003, family)).never(),
  ]),
  ...asked(
    'test_tiny_windows',
    'X-H-TINY-WINDOW',
    9004,
    (family) => [
      hostile(9004, family).with({ windowBytes: 1 }).exists(),
      // Never beyond the window, however small, but for a probe of one byte.
      data()
        .from(dut)
        .in(on(9004, family))
        .with({ beyondWindow: atLeast(2) })
        .never(),
    ],
    400,
  ),
  ...asked(
    'test_zero_window_at_first',
    'X-H-TINY-WINDOW',
    9005,
    (family) => [
      hostile(9005, family).with({ windowBytes: 0 }).times(atLeast(2)),
      data()
        .from(dut)
        .in(on(9005, family))
        .with({ beyondWindow: atLeast(2) })
        .never(),
    ],
    400,
  ),
  ...asked('test_overlapping_data', 'X-H-OVERLAP', 9006, (family) => [
    hostile(9006, family).carrying('WRONG').times(2),
  ]),
  ...asked('test_wrong_syn_ack', 'X-H-WRONG-SYN-ACK', 9007, (family) => [
    synAck().from(peer).in(on(9007, family)).times(atLeast(3)),
    // RFC 9293, 3.10.7.3: what acknowledges something else is answered by a reset of that.
    rst().from(dut).in(on(9007, family)).times(between(1, 2)),
  ]),
  ...asked('test_garbage', 'X-H-GARBAGE', 9008, (family) => [rst().in(on(9008, family)).from(dut).never()]),
  ...asked('test_reset_in_the_middle', 'X-H-RESET', 9009, (family) => [
    rst().from(peer).in(on(9009, family)).times(1),
  ]),
  ...asked('test_data_out_of_order', 'X-H-OUT-OF-ORDER', 9010, (family) => [
    data().from(peer).in(on(9010, family)).times(5),
  ]),
  ...forBoth((family, suffix) =>
    declare(
      `test_syn_flood${suffix}`,
      ['X-H-SYN-FLOOD'],
      {
        opened: [to(HOST[family], 9011), to(peerAddress(family), PORT.control)],
        accept: { count: 1, family },
        payload: bothWays(MESSAGE),
        frames: [
          syn().from({ address: HOST[family] }).times(FLOOD),
          segment()
            .from(peer)
            .in(accepted())
            .with({ length: atMost(0) })
            .exists(),
        ],
      },
      { hostile: true },
    ),
  ),
];
