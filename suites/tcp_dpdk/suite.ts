import { join } from 'node:path';
import {
  atLeast,
  data,
  defineSuite,
  dut,
  fin,
  packageRoot,
  peer,
  pureAck,
  rst,
  segment,
  stream,
  syn,
  synAck,
  type Assertion,
  type TestDefinition,
  type WireExpectation,
} from '../../harness/index.js';
import { options } from './declared/options.js';
import { readiness } from './declared/readiness.js';
import { socket } from './declared/socket.js';
import { adverse } from './declared/adverse.js';
import { hostilePeer } from './declared/hostile.js';
import { many } from './declared/many.js';
import { forBoth } from './declared/test.js';
import {
  accepted,
  bothWays,
  LISTEN_PORT,
  opened,
  pattern,
  PEER,
  peerAddress,
  PORT,
  refusedBy,
  to,
  unansweredBy,
} from '../wire.js';

const MIB = 1 << 20;
/** Bytes of one conversation of connecting.rs, of one message of listening.rs, and through the halves of halves.rs. */
const MESSAGE = 1000;
const ACCEPTED = 10_000;
const HALVES = 256 << 10;
const SLOW = 512 << 10;
/** A u64 and a SHA-256: what discard and slowReader acknowledge with. */
const RECEIPT = 40;

const test = (name: string, criterion: string, wire: WireExpectation): TestDefinition => ({
  name,
  binary: 'tcp_dpdk',
  criteria: [criterion],
  wire,
});

/** The peer connects, asked to over one control connection of the same family. */
const accepting = (
  family: 4 | 6,
  count: number,
  payload: NonNullable<WireExpectation['payload']>,
): WireExpectation => ({
  opened: [to(family === 4 ? PEER.v4 : PEER.v6, PORT.control)],
  accept: { count, family },
  payload,
});

/** SYN, SYN-ACK and ACK, once each and in this order (RFC 9293, 3.5); nothing with a wrong checksum. */
const handshake = (address: string): readonly Assertion[] => {
  const echo = opened(address, PORT.echo);
  return [
    syn().from(dut).to({ address, port: PORT.echo }).times(1),
    syn().from(dut).in(echo).before(synAck().from(peer).in(echo)),
    synAck().from(peer).in(echo).before(pureAck().from(dut).in(echo)),
    pureAck().from(dut).in(echo).before(data().in(echo)),
    segment().from(dut).in(echo).has({ checksumsRight: true }),
  ];
};

const connecting: readonly TestDefinition[] = [
  test('test_connect_with_socket_addr', 'AC-1', {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(MESSAGE),
    frames: handshake(PEER.v4),
  }),
  test('test_connect_with_hostname', 'AC-2', {
    opened: [
      to(PEER.v4, PORT.echo),
      // The name with two addresses: in the resolver's order, then on to the one that answers …
      refusedBy(PEER.second, PORT.echo),
      to(PEER.v4, PORT.echo),
      // … and through all of them when none does.
      refusedBy(PEER.second, PORT.closed),
      refusedBy(PEER.v4, PORT.closed),
    ],
    payload: bothWays(2 * MESSAGE),
  }),
  test('test_connect_with_hostname_ipv6', 'X-CONNECT-BY-NAME-IPV6', {
    opened: [to(PEER.v6, PORT.echo)],
    payload: bothWays(MESSAGE),
  }),
  test('test_connect_with_address_list', 'X-CONNECT-ADDRESS-LIST', {
    opened: [refusedBy(PEER.v6, PORT.closed), to(PEER.v4, PORT.echo)],
    payload: bothWays(MESSAGE),
  }),
  test('test_connect_ipv6', 'X-CONNECT-IPV6', {
    opened: [to(PEER.v6, PORT.echo)],
    payload: bothWays(MESSAGE),
    frames: handshake(PEER.v6),
  }),
  test('test_connect_refused', 'X-CONNECT-REFUSED', { opened: [refusedBy(PEER.v4, PORT.closed)] }),
  test('test_connect_refused_ipv6', 'X-CONNECT-REFUSED', { opened: [refusedBy(PEER.v6, PORT.closed)] }),
  test('test_connect_timed_out', 'X-CONNECT-TIMED-OUT', {
    opened: [unansweredBy(PEER.unanswered, PORT.echo)],
    frames: [
      // Asked again before it gave up.
      syn().from(dut).to({ address: PEER.unanswered }).times(atLeast(2)),
    ],
  }),
  test('test_connect_through_gateway', 'X-GATEWAY', {
    opened: [to(PEER.routed, PORT.echo)],
    payload: bothWays(MESSAGE),
  }),
  test('test_connect_through_gateway_ipv6', 'X-GATEWAY', {
    opened: [to(PEER.routed6, PORT.echo)],
    payload: bothWays(MESSAGE),
  }),
];

const listening: readonly TestDefinition[] = [
  test('test_listener_accept', 'X-LISTENER-ACCEPT', accepting(4, 1, { toDut: ACCEPTED })),
  test('test_listener_accept_ipv6', 'X-LISTENER-ACCEPT', accepting(6, 1, { toDut: ACCEPTED })),
  test('test_listener_bind_hostname', 'AC-13', {
    ...accepting(4, 1, { toDut: ACCEPTED }),
    frames: [
      syn().from(peer).to({ port: LISTEN_PORT }).before(synAck().from(dut).in(accepted())),
      synAck().from(dut).in(accepted()).has({ sourcePort: LISTEN_PORT }),
      stream(accepted()).from(peer).is(pattern(ACCEPTED), 'what the test read'),
    ],
  }),
  test('test_listener_accepts_several', 'X-LISTENER-BACKLOG', accepting(4, 8, bothWays(8 * ACCEPTED))),
  test('test_accepted_echo_1mib', 'X-INTEGRITY-ACCEPTED', accepting(4, 1, bothWays(MIB))),
  test('test_accepted_send_1mib', 'X-INTEGRITY-ACCEPTED', accepting(4, 1, { fromDut: MIB })),
  test('test_accepted_echo_1mib_ipv6', 'X-INTEGRITY-ACCEPTED', accepting(6, 1, bothWays(MIB))),
];

const transferring: readonly TestDefinition[] = [
  test('test_echo_1mib', 'X-INTEGRITY', { opened: [to(PEER.v4, PORT.echo)], payload: bothWays(MIB) }),
  test('test_echo_1mib_ipv6', 'X-INTEGRITY', { opened: [to(PEER.v6, PORT.echo)], payload: bothWays(MIB) }),
  test('test_send_1mib', 'X-INTEGRITY', {
    opened: [to(PEER.v4, PORT.discard)],
    payload: { fromDut: MIB, toDut: RECEIPT },
  }),
  test('test_receive_1mib_to_eof', 'X-END-OF-STREAM', {
    opened: [to(PEER.v4, PORT.source)],
    payload: { fromDut: 8, toDut: MIB },
  }),
  test('test_write_vectored', 'X-VECTORED', {
    opened: [to(PEER.v4, PORT.discard)],
    payload: { fromDut: 200_000, toDut: RECEIPT },
    frames: [stream(opened(PEER.v4, PORT.discard)).from(dut).isWhole()],
  }),
  test('test_write_to_slow_reader', 'X-BACKPRESSURE', {
    opened: [to(PEER.v4, PORT.slowReader)],
    payload: { fromDut: 8 + SLOW, toDut: RECEIPT },
  }),
];

const streams: readonly TestDefinition[] = [
  test('test_split_halves', 'X-SPLIT', { opened: [to(PEER.v4, PORT.echo)], payload: bothWays(HALVES) }),
  test('test_split_halves_ipv6', 'X-SPLIT', { opened: [to(PEER.v6, PORT.echo)], payload: bothWays(HALVES) }),
  test('test_into_split_halves', 'X-INTO-SPLIT', {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(HALVES),
  }),
  test('test_into_split_halves_ipv6', 'X-INTO-SPLIT', {
    opened: [to(PEER.v6, PORT.echo)],
    payload: bothWays(HALVES),
  }),
  test('test_owned_write_half_drop_ends_stream', 'X-INTO-SPLIT', {
    opened: [to(PEER.v4, PORT.halfClose)],
    payload: { fromDut: 1000, toDut: 1008 },
  }),
  test('test_nodelay_get_set', 'X-NODELAY-GET-SET', {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(500),
  }),
  test('test_poll_read_write_ready', 'X-POLL-READY', {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(3),
  }),
  ...forBoth((family, suffix) => {
    const at = peerAddress(family);
    const half = opened(at, PORT.halfClose);
    return test(`test_shutdown_write${suffix}`, 'AC-9', {
      opened: [to(at, PORT.halfClose)],
      payload: { fromDut: 10_000, toDut: 10_008 },
      frames: [
        // FIN once, before the peer says a word; both directions go on to their own end.
        fin().from(dut).in(half).times(1),
        fin().from(dut).in(half).before(data().from(peer).in(half)),
        rst().in(half).never(),
        stream(half).from(dut).isWhole(),
        stream(half).from(peer).isWhole(),
      ],
    });
  }),
  test('test_shutdown_after_reset', 'AC-9', { opened: [to(PEER.v4, PORT.reset)], payload: { fromDut: 1 } }),
  test('test_drop_closes_both_ways', 'AC-9', {
    ...accepting(4, 1, { fromDut: 20_000 }),
    frames: [fin().from(dut).in(accepted()).times(1), stream(accepted()).from(dut).isWhole()],
  }),
  test('test_shutdown_is_half_close', 'X-HALF-CLOSE', {
    opened: [to(PEER.v4, PORT.halfClose)],
    payload: { fromDut: 10_000, toDut: 10_008 },
  }),
  test('test_reset_by_peer', 'X-RESET', { opened: [to(PEER.v4, PORT.reset)], payload: { fromDut: 1 } }),
  test('test_accepted_reset_by_peer', 'X-RESET', accepting(4, 1, {})),
];

/** TCP over one DPDK port, against the peer's kernel. */
export const tcpDpdk = defineSuite({
  name: 'tcp_dpdk',
  title: 'TCP over DPDK behaves like tokio’s TCP',
  directory: join(packageRoot, 'suites', 'tcp_dpdk'),
  needs: { ports: 1, cores: 1, provenFrom: 'virtual' },
  tests: [
    ...connecting,
    ...listening,
    ...transferring,
    ...streams,
    ...readiness,
    ...options,
    ...socket,
    ...adverse,
    ...many,
    ...hostilePeer,
  ],
});
