import { dut, stream, type TestDefinition } from '../../../harness/index.js';
import { bothWays, opened, PEER, PORT, to } from '../../wire.js';
import { coreTest as test } from './test.js';

const MIB = 1 << 20;
/** transfer.rs: what the slow reader is given. */
const SLOW = 512 << 10;
/** A u64 and a SHA-256: what discard and slowReader acknowledge with. */
const RECEIPT = 40;

/** Bytes through `AsyncRead` and `AsyncWrite`. */
export const transferring: readonly TestDefinition[] = [
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
