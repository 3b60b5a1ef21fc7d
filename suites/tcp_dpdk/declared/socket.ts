import {
  atLeast,
  atMost,
  between,
  connection,
  data,
  dut,
  keepAlive,
  peer,
  rst,
  segment,
  stream,
  syn,
  synAck,
  type TestDefinition,
} from '../../../harness/index.js';
import { accepted, bothWays, opened, pattern, PEER, peerAddress, PORT, slowWire, to } from '../../wire.js';
import { forBoth, testsOf } from './test.js';

const test = testsOf('tcp_dpdk_socket');
/** The device's addresses, as the lab gives them. */
const DUT = { 4: '192.0.2.10', 6: '2001:db8:0:1::10' } as const;
const DUT_SECOND = '192.0.2.11';
/** The port binding.rs binds. */
const BOUND = 40_404;
/** window.rs: bytes the peer has for a reader that waits. */
const LATE = 200_000;
/** A receiver closes its window by whole segments (RFC 9293, 3.8.6.2.2), so one segment of Ethernet is the last that may be left of it. */
const ONE_SEGMENT = 1460;
/** patience.rs: the listener with a backlog of one, and the connections it is offered. */
const LISTENED_SHORT = 8194;
const BACKLOGGED = 4;
/** The port fresh.rs listens on. */
const LISTENED = 8193;
const RECEIPT = 40;
/** buffers.rs: bytes of each transfer, and the receive buffers in order. */
const RECEIVED = 600_000;
const SIZES = [8192, 65_536, 262_144] as const;

const defaults = (family: 4 | 6): TestDefinition => {
  const at = peerAddress(family);
  return test(`test_socket_new_v${family}`, ['AC-10'], {
    opened: [to(at, PORT.echo)],
    payload: bothWays(100_000),
    frames: [
      // The default receive buffer, as the peer sees it.
      segment().from(dut).in(opened(at, PORT.echo)).largest('windowBytes', between(32_768, 131_072)),
      stream(opened(at, PORT.echo)).from(dut).isWhole(),
    ],
  });
};

const bound = (family: 4 | 6, suffix: string): TestDefinition => {
  const at = peerAddress(family);
  return test(`test_socket_bind_connect${suffix}`, ['AC-11'], {
    opened: [to(at, PORT.echo)],
    payload: bothWays(1000),
    frames: [
      syn()
        .from(dut)
        .to({ address: at, port: PORT.echo })
        .has({ sourceAddress: DUT[family], sourcePort: BOUND }),
      segment().from(dut).to({ address: at }).has({ sourceAddress: DUT[family], sourcePort: BOUND }),
    ],
  });
};

const buffers = (family: 4 | 6, suffix: string): TestDefinition => {
  const at = peerAddress(family);
  const of = (index: number) =>
    segment()
      .from(dut)
      .in(opened(at, PORT.source).nth(index + 1));
  return test(`test_socket_buffer_size${suffix}`, ['AC-12'], {
    opened: SIZES.map(() => to(at, PORT.source)),
    payload: { fromDut: 8 * SIZES.length, toDut: RECEIVED * SIZES.length },
    frames: [
      // Linux doubles what it is given for its own book-keeping (socket(7)), hence a factor of two either way.
      ...SIZES.map((size, index) => of(index).largest('windowBytes', between(size / 2, size * 2))),
      // A window beyond 65,535 bytes cannot be told without the option (RFC 7323, 2).
      syn()
        .from(dut)
        .in(opened(at, PORT.source).nth(3))
        .has({ windowScale: atLeast(1) }),
      syn()
        .from(dut)
        .in(opened(at, PORT.source).nth(1))
        .has({ window: atMost(2 * SIZES[0]) }),
    ],
  });
};

/** `TcpDpdkSocket`. */
export const socket: readonly TestDefinition[] = [
  defaults(4),
  defaults(6),
  ...forBoth((family, suffix) =>
    test(`test_socket_options_reach_the_stream${suffix}`, ['X-SOCKET-OPTIONS'], {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(1000),
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_socket_listen${suffix}`, ['X-SOCKET-LISTEN'], {
      opened: [to(peerAddress(family), PORT.control)],
      accept: { count: 1, family },
      payload: { toDut: 5000 },
      frames: [
        synAck().from(dut).in(accepted(LISTENED)).has({ sourceAddress: DUT[family] }),
        segment()
          .from(dut)
          .in(accepted(LISTENED))
          .largest('windowBytes', atMost(2 * SIZES[0])),
      ],
    }),
  ),
  ...forBoth(bound),
  test('test_socket_bind_second_address', ['AC-11'], {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(1000),
    frames: [
      segment().from(dut).to({ address: PEER.v4 }).has({ sourceAddress: DUT_SECOND, sourcePort: BOUND }),
    ],
  }),
  test('test_socket_bind_refused', ['AC-11'], {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(1000),
    frames: [connection().openedBy(dut).times(1)],
  }),
  ...forBoth(buffers),
  ...forBoth((family, suffix) =>
    test(`test_socket_keepalive${suffix}`, ['X-KEEPALIVE'], {
      opened: [to(peerAddress(family), PORT.echo), to(peerAddress(family), PORT.echo)],
      payload: bothWays(2000),
      frames: [
        keepAlive()
          .from(dut)
          .in(opened(peerAddress(family), PORT.echo).nth(1))
          .times(between(2, 4)),
        // A second, but for what a shared processor does to it.
        keepAlive()
          .from(dut)
          .in(opened(peerAddress(family), PORT.echo).nth(1))
          .spaced(800, 1800),
        keepAlive()
          .from(dut)
          .in(opened(peerAddress(family), PORT.echo).nth(2))
          .never(),
      ],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_socket_listen_backlog${suffix}`, ['X-LISTENER-BACKLOG'], {
      opened: [to(peerAddress(family), PORT.control), to(peerAddress(family), PORT.echo)],
      accept: { count: BACKLOGGED, family },
      payload: bothWays(BACKLOGGED * 2000),
      frames: [
        // Some had to try again, and none was refused.
        syn()
          .to({ port: LISTENED_SHORT })
          .times(atLeast(BACKLOGGED + 1)),
        rst().in(accepted(LISTENED_SHORT)).never(),
      ],
    }),
  ),
  ...forBoth((family, suffix) => {
    const at = peerAddress(family);
    const late = opened(at, PORT.source);
    return test(`test_read_paused_closes_the_window${suffix}`, ['X-ZERO-WINDOW'], {
      opened: [to(at, PORT.source), to(at, PORT.echo)],
      payload: { fromDut: 8, toDut: LATE },
      frames: [
        segment()
          .from(dut)
          .in(late)
          .with({ windowBytes: atMost(ONE_SEGMENT) })
          .exists(),
        segment()
          .from(dut)
          .in(late)
          .largest('windowBytes', atMost(2 * SIZES[0])),
        stream(late).from(peer).is(pattern(LATE), 'the pattern the test read'),
      ],
    });
  }),
  ...forBoth((family, suffix) =>
    test(
      `test_socket_send_buffer_size${suffix}`,
      ['AC-12'],
      {
        opened: [to(peerAddress(family), PORT.discard), to(peerAddress(family), PORT.discard)],
        payload: { fromDut: 8192 + 131_072, toDut: 2 * RECEIPT },
        frames: [
          stream(opened(peerAddress(family), PORT.discard))
            .from(dut)
            .isWhole(),
          data()
            .from(dut)
            .in(opened(peerAddress(family), PORT.discard))
            .exists(),
        ],
      },
      { impairment: slowWire(100) },
    ),
  ),
];
