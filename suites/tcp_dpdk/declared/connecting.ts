import {
  atLeast,
  data,
  dut,
  peer,
  segment,
  syn,
  synAck,
  type Assertion,
  type TestDefinition,
} from '../../../harness/index.js';
import { bothWays, opened, PEER, PORT, refusedBy, to, unansweredBy } from '../../wire.js';
import { coreTest as test } from './test.js';

/** Bytes of one conversation of connecting.rs. */
const MESSAGE = 1000;

/** SYN, SYN-ACK and ACK, once each and in this order (RFC 9293, 3.5); nothing with a wrong checksum. */
const handshake = (address: string): readonly Assertion[] => {
  const echo = opened(address, PORT.echo);
  return [
    syn().from(dut).to({ address, port: PORT.echo }).fresh().times(1),
    syn().from(dut).in(echo).before(synAck().from(peer).in(echo)),
    synAck()
      .from(peer)
      .in(echo)
      .before(segment().from(dut).in(echo).with({ acknowledges: true })),
    segment().from(dut).in(echo).with({ acknowledges: true }).before(data().from(peer).in(echo)),
    segment().from(dut).in(echo).has({ checksumsRight: true }),
  ];
};

/** `TcpDpdkStream::connect`. */
export const connecting: readonly TestDefinition[] = [
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
      // … to none behind the one that answers …
      to(PEER.second, PORT.source),
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
  test(
    'test_connect_timed_out',
    'X-CONNECT-TIMED-OUT',
    {
      opened: [unansweredBy(PEER.unanswered, PORT.echo)],
      frames: [
        // Asked again before it gave up.
        syn().from(dut).to({ address: PEER.unanswered }).times(atLeast(2)),
      ],
    },
    { timeoutSeconds: 120 },
  ),
  test('test_connect_through_gateway', 'X-GATEWAY', {
    opened: [to(PEER.routed, PORT.echo)],
    payload: bothWays(MESSAGE),
  }),
  test('test_connect_through_gateway_ipv6', 'X-GATEWAY', {
    opened: [to(PEER.routed6, PORT.echo)],
    payload: bothWays(MESSAGE),
  }),
];
