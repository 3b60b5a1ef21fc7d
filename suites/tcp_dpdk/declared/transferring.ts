import { dut, stream, type TestDefinition } from '../../../harness/index.js';
import { bothWays, opened, PEER, peerAddress, PORT, to } from '../../wire.js';
import { coreTest as test, forBoth } from './test.js';

const MIB = 1 << 20;
/** transfer.rs: what the slow reader is given. */
const SLOW = 512 << 10;
/** A u64 and a SHA-256: what discard and slowReader acknowledge with. */
const RECEIPT = 40;

/** Bytes through `AsyncRead` and `AsyncWrite`. */
export const transferring: readonly TestDefinition[] = [
  test('test_echo_1mib', 'X-INTEGRITY', { opened: [to(PEER.v4, PORT.echo)], payload: bothWays(MIB) }),
  test('test_echo_1mib_ipv6', 'X-INTEGRITY', { opened: [to(PEER.v6, PORT.echo)], payload: bothWays(MIB) }),
  ...forBoth((family, suffix) =>
    test(`test_send_1mib${suffix}`, 'X-INTEGRITY', {
      opened: [to(peerAddress(family), PORT.discard)],
      payload: { fromDut: MIB, toDut: RECEIPT },
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_receive_1mib_to_eof${suffix}`, 'X-END-OF-STREAM', {
      opened: [to(peerAddress(family), PORT.source)],
      payload: { fromDut: 8, toDut: MIB },
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_write_vectored${suffix}`, 'X-VECTORED', {
      opened: [to(peerAddress(family), PORT.discard)],
      payload: { fromDut: 200_000, toDut: RECEIPT },
      frames: [
        stream(opened(peerAddress(family), PORT.discard))
          .from(dut)
          .isWhole(),
      ],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_write_to_slow_reader${suffix}`, 'X-BACKPRESSURE', {
      opened: [to(peerAddress(family), PORT.slowReader)],
      payload: { fromDut: 8 + SLOW, toDut: RECEIPT },
    }),
  ),
];
