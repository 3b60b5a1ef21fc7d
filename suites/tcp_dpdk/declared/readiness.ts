import { data, dut, peer, rst, segment, stream, type TestDefinition } from '../../../harness/index.js';
import { bothWays, opened, pattern, PEER, peerAddress, PORT, slowWire, to } from '../../wire.js';
import { forBoth, testsOf } from './test.js';

const test = testsOf('tcp_dpdk_readiness');
const echo = opened(PEER.v4, PORT.echo);
/** What trying.rs has the peer send, three times. */
const SOURCE = 30_000;
const TRIED = 300_000;
const PEEKED = 700;
/** A u64 and a SHA-256. */
const RECEIPT = 40;

/** `ready`, `readable`, `writable`, `try_*`, `try_io`, `async_io`, `peek`, `poll_peek`. */
export const readiness: readonly TestDefinition[] = [
  ...forBoth((family, suffix) => {
    const at = peerAddress(family);
    const echo = opened(at, PORT.echo);
    return test(
      `test_ready_readable${suffix}`,
      ['AC-4'],
      {
        opened: [to(at, PORT.echo)],
        payload: bothWays(13),
        frames: [
          // Readiness is told of after the peer's data is there: what the test says next leaves after it came.
          data().from(dut).in(echo).carrying('<asked>').before(data().from(peer).in(echo)),
          data().from(peer).in(echo).carrying('<asked>').before(data().from(dut).in(echo).carrying('<seen>')),
        ],
      },
      { impairment: slowWire(20) },
    );
  }),
  test('test_ready_cancel_safe', ['AC-4'], {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(2000),
    frames: [data().from(dut).in(echo).before(data().from(peer).in(echo))],
  }),
  test('test_ready_writable', ['AC-4', 'X-WRITABLE'], {
    opened: [to(PEER.v4, PORT.slowReader)],
    payload: { fromDut: 8 + (512 << 10), toDut: RECEIPT },
    frames: [
      // The peer closed its window, which is what the writer waited for.
      segment().from(peer).in(opened(PEER.v4, PORT.slowReader)).with({ windowBytes: 0 }).exists(),
    ],
  }),
  test('test_ready_read_closed', ['AC-4', 'X-END-OF-STREAM'], {
    opened: [to(PEER.v4, PORT.source)],
    payload: { fromDut: 8, toDut: 1000 },
  }),
  ...forBoth((family, suffix) =>
    test(`test_try_read_would_block${suffix}`, ['AC-5'], {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(2000),
    }),
  ),
  ...forBoth((family, suffix) => {
    const at = peerAddress(family);
    const sources = opened(at, PORT.source);
    return test(`test_try_read_success${suffix}`, ['AC-6'], {
      opened: [to(at, PORT.source), to(at, PORT.source), to(at, PORT.source)],
      payload: { fromDut: 24, toDut: 3 * SOURCE },
      frames: [
        sources.times(3),
        stream(sources).from(peer).is(pattern(SOURCE), 'the pattern the test read'),
        stream(sources).from(peer).isWhole(),
      ],
    });
  }),
  ...(['test_try_write', 'test_try_write_vectored'] as const).map((name) =>
    test(name, ['X-TRY-WRITE'], {
      opened: [to(PEER.v4, PORT.discard)],
      payload: { fromDut: TRIED, toDut: RECEIPT },
      frames: [
        stream(opened(PEER.v4, PORT.discard)).from(dut).isWhole(),
        data().from(dut).in(opened(PEER.v4, PORT.discard)).fresh().bytes(TRIED),
      ],
    }),
  ),
  test('test_try_io', ['X-TRY-IO'], {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(17),
    frames: [stream(echo).from(peer).is(Buffer.from('through a closure'), 'what the closure read')],
  }),
  test('test_async_io', ['X-TRY-IO'], {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(7),
    frames: [stream(echo).from(dut).is(Buffer.from('in time'), 'what the closure wrote')],
  }),
  ...forBoth((family, suffix) =>
    test(`test_peek_data${suffix}`, ['AC-7'], {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(PEEKED),
      frames: [
        // Looked at many times, sent by the peer once.
        data()
          .from(peer)
          .in(opened(peerAddress(family), PORT.echo))
          .bytes(PEEKED),
      ],
    }),
  ),
  ...(['test_take_error_once', 'test_error_read_once'] as const).map((name) =>
    test(name, ['X-TAKE-ERROR'], {
      opened: [to(PEER.v4, PORT.reset)],
      payload: { fromDut: 1 },
      frames: [rst().from(peer).in(opened(PEER.v4, PORT.reset)).exists()],
    }),
  ),
  test('test_poll_peek', ['AC-7'], {
    opened: [to(PEER.v4, PORT.echo)],
    payload: bothWays(109),
    frames: [data().from(peer).in(echo).bytes(109)],
  }),
];
