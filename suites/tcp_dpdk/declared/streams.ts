import { data, dut, fin, peer, rst, stream, type TestDefinition } from '../../../harness/index.js';
import { accepted, bothWays, opened, PEER, peerAddress, PORT, to } from '../../wire.js';
import { accepting, coreTest as test, forBoth, testsOf } from './test.js';

const sides = testsOf('tcp_dpdk_shutdown');

/** Bytes through the halves of halves.rs. */
const HALVES = 256 << 10;

/** Halves, half-close, reset, panic. */
export const streams: readonly TestDefinition[] = [
  test('test_panic_comes_out_of_block_on', 'X-PANIC', {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(1000),
  }),
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
  ...forBoth((family, suffix) =>
    test(`test_owned_write_half_drop_ends_stream${suffix}`, 'X-INTO-SPLIT', {
      opened: [to(peerAddress(family), PORT.halfClose)],
      payload: { fromDut: 1000, toDut: 1008 },
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_nodelay_get_set${suffix}`, 'X-NODELAY-GET-SET', {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(500),
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_poll_read_write_ready${suffix}`, 'X-POLL-READY', {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(3),
    }),
  ),
  ...forBoth((family, suffix) => {
    const at = peerAddress(family);
    const half = opened(at, PORT.halfClose);
    return test(`test_shutdown_write${suffix}`, 'AC-9', {
      opened: [to(at, PORT.halfClose)],
      payload: { fromDut: 10_000, toDut: 10_008 },
      frames: [
        // FIN once, before the peer says a word; both directions go on to their own end.
        fin().from(dut).in(half).fresh().times(1),
        fin().from(dut).in(half).before(data().from(peer).in(half)),
        rst().in(half).never(),
        stream(half).from(dut).isWhole(),
        stream(half).from(peer).isWhole(),
      ],
    });
  }),
  ...forBoth((family, suffix) =>
    test(`test_shutdown_after_reset${suffix}`, 'AC-9', {
      opened: [to(peerAddress(family), PORT.reset)],
      payload: { fromDut: 1 },
    }),
  ),
  ...forBoth((family, suffix) => {
    const at = peerAddress(family);
    const discard = opened(at, PORT.discard);
    return sides(`test_shutdown_read${suffix}`, ['AC-9'], {
      opened: [to(at, PORT.discard), to(at, PORT.echo)],
      payload: { fromDut: 10_000 + 100 + '<still>'.length },
      // The peer is not told: what is written afterwards leaves on a connection without a FIN of either side.
      frames: [
        data().from(dut).in(discard).carrying('<still>').exists(),
        data().from(dut).in(discard).carrying('<still>').before(fin().in(discard)),
      ],
    });
  }),
  ...forBoth((family, suffix) => {
    const echo = opened(peerAddress(family), PORT.echo);
    return sides(`test_shutdown_both${suffix}`, ['AC-9'], {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(1000),
      frames: [
        fin().from(dut).in(echo).fresh().times(1),
        fin().from(dut).in(echo).before(fin().from(peer).in(echo)),
      ],
    });
  }),
  ...forBoth((family, suffix) =>
    test(`test_drop_closes_both_ways${suffix}`, 'AC-9', {
      ...accepting(family, 1, { fromDut: 20_000 }),
      frames: [fin().from(dut).in(accepted()).fresh().times(1), stream(accepted()).from(dut).isWhole()],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_shutdown_is_half_close${suffix}`, 'X-HALF-CLOSE', {
      opened: [to(peerAddress(family), PORT.halfClose)],
      payload: { fromDut: 10_000, toDut: 10_008 },
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_reset_by_peer${suffix}`, 'X-RESET', {
      opened: [to(peerAddress(family), PORT.reset)],
      payload: { fromDut: 1 },
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_accepted_reset_by_peer${suffix}`, 'X-RESET', accepting(family, 1, {})),
  ),
];
