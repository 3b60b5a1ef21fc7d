import {
  atLeast,
  atMost,
  data,
  dut,
  fin,
  peer,
  pureAck,
  segment,
  stream,
  synAck,
  type Connections,
  type TestDefinition,
} from '../../../harness/index.js';
import { accepted, bothWays, opened, peerAddress, PORT, slowWire, to, type Attempt } from '../../wire.js';
import { forBoth, testsOf } from './test.js';

const test = testsOf('tcp_dpdk_options');
/** nagle.rs: messages of a connection, and the bytes of each. */
const MESSAGES = 8;
const LENGTH = 20;
const RECEIPT = 40;

const nagle = (family: 4 | 6, suffix: string): TestDefinition => {
  const at = peerAddress(family);
  const discard = opened(at, PORT.discard);
  const [slow, fast] = [discard.nth(1), discard.nth(2)];
  const attempts: readonly Attempt[] = [to(at, PORT.discard), to(at, PORT.discard)];
  const small = data().from(dut).in(slow).fresh();
  return test(
    `test_nodelay_actually_works${suffix}`,
    ['AC-3'],
    {
      opened: attempts,
      payload: { fromDut: 2 * MESSAGES * LENGTH, toDut: 2 * RECEIPT },
      frames: [
        // Off: the first leaves at once, the rest together, when nothing is outstanding any more or with the FIN.
        small.with({ length: LENGTH, outstanding: 0 }).times(1),
        small.times(atMost(2)),
        small.until(fin().from(dut).in(slow)).has({ outstanding: 0 }),
        // On: one segment each, though the first ones are not acknowledged yet.
        data().from(dut).in(fast).fresh().times(MESSAGES),
        data().from(dut).in(fast).has({ length: LENGTH }),
        data()
          .from(dut)
          .in(fast)
          .with({ outstanding: atLeast(LENGTH) })
          .times(atLeast(MESSAGES - 1)),
        stream(discard).from(dut).isWhole(),
      ],
    },
    { impairment: slowWire(50) },
  );
};

const ttl = (family: 4 | 6, suffix: string): TestDefinition => {
  const at = peerAddress(family);
  const echo = opened(at, PORT.echo);
  const said = (value: number) => data().from(dut).in(echo).carrying(`<ttl ${value}>`);
  return test(`test_set_ttl${suffix}`, ['AC-8'], {
    opened: [to(at, PORT.echo)],
    payload: bothWays(4 * 7),
    frames: [
      segment().from(dut).in(echo).until(said(42)).has({ ttl: 64 }),
      ...[42, 1, 255, 7].map((value) => said(value).has({ ttl: value })),
      // All that follows, the FIN and the last acknowledgements.
      segment().from(dut).in(echo).since(said(7)).has({ ttl: 7 }),
    ],
  });
};

const listenerTtl = (family: 4 | 6, suffix: string): TestDefinition =>
  test(`test_listener_ttl${suffix}`, ['AC-14'], {
    opened: [to(peerAddress(family), PORT.control)],
    accept: { count: 1, family },
    payload: { fromDut: 10, toDut: 1000 },
    frames: [
      synAck().from(dut).in(accepted()).has({ ttl: 99 }),
      segment().from(dut).in(accepted()).has({ ttl: 99 }),
      segment()
        .from(dut)
        .in(opened(peerAddress(family), PORT.control))
        .has({ ttl: 64 }),
      data().from(peer).in(accepted()).exists(),
    ],
  });

/** quickack.rs: questions of each of its two connections. */
const ROUNDS = 6;
const echoes = (family: 4 | 6): Connections => opened(peerAddress(family), PORT.echo);
const alone = (family: 4 | 6, number: number) =>
  pureAck()
    .from(dut)
    .in(echoes(family).nth(number))
    .since(data().from(peer).in(echoes(family).nth(number)))
    .until(data().from(dut).in(echoes(family).nth(number)).carrying('<last>'));

/** Options of streams and listeners. */
export const options: readonly TestDefinition[] = [
  ...forBoth(nagle),
  ...forBoth(ttl),
  ...forBoth(listenerTtl),
  ...forBoth((family, suffix) =>
    test(`test_quickack${suffix}`, ['X-QUICKACK'], {
      opened: [to(peerAddress(family), PORT.echo), to(peerAddress(family), PORT.echo)],
      payload: bothWays(2 * ROUNDS * '<question 0>'.length),
      frames: [
        // At once: every answer is acknowledged before the next question leaves. Otherwise the question does it, but for the odd timer.
        alone(family, 1).times(atLeast(ROUNDS)),
        alone(family, 2).times(atMost(ROUNDS / 2)),
      ],
    }),
  ),
];
