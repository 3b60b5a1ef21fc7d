import {
  atMost,
  data,
  dut,
  peer,
  rst,
  segment,
  stream,
  type Connections,
  type TestDefinition,
} from '../../../harness/index.js';
import { bothWays, opened, pattern, peerAddress, PORT, slowWire, to } from '../../wire.js';
import { forBoth, testsOf } from './test.js';

const test = testsOf('tcp_dpdk_readiness');
const echoes = (family: 4 | 6): Connections => opened(peerAddress(family), PORT.echo);
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
  ...forBoth((family, suffix) =>
    test(`test_ready_cancel_safe${suffix}`, ['AC-4'], {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(2000),
      frames: [
        data()
          .from(dut)
          .in(echoes(family))
          .before(data().from(peer).in(echoes(family))),
      ],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_ready_writable${suffix}`, ['AC-4', 'X-WRITABLE'], {
      opened: [to(peerAddress(family), PORT.slowReader)],
      payload: { fromDut: 8 + (512 << 10), toDut: RECEIPT },
      frames: [
        // The peer fell behind: of the 63 KiB of window it began with, half was gone. What the writer waited for was its acknowledgements.
        segment()
          .from(peer)
          .in(opened(peerAddress(family), PORT.slowReader))
          .with({ windowBytes: atMost(32 << 10) })
          .exists(),
      ],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_ready_read_closed${suffix}`, ['AC-4', 'X-END-OF-STREAM'], {
      opened: [to(peerAddress(family), PORT.source)],
      payload: { fromDut: 8, toDut: 1000 },
    }),
  ),
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
  ...(['test_try_write', 'test_try_write_vectored'] as const).flatMap((name) =>
    forBoth((family, suffix) =>
      test(`${name}${suffix}`, ['X-TRY-WRITE'], {
        opened: [to(peerAddress(family), PORT.discard)],
        payload: { fromDut: TRIED, toDut: RECEIPT },
        frames: [
          stream(opened(peerAddress(family), PORT.discard))
            .from(dut)
            .isWhole(),
          data()
            .from(dut)
            .in(opened(peerAddress(family), PORT.discard))
            .fresh()
            .bytes(TRIED),
        ],
      }),
    ),
  ),
  ...forBoth((family, suffix) =>
    test(`test_try_io${suffix}`, ['X-TRY-IO'], {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(23),
      frames: [
        stream(echoes(family)).from(peer).is(Buffer.from('through a closureonetwo'), 'what the test read'),
      ],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_async_io${suffix}`, ['X-TRY-IO'], {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(9),
      frames: [stream(echoes(family)).from(dut).is(Buffer.from('in timeab'), 'what the test wrote')],
    }),
  ),
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
  ...(['test_take_error_once', 'test_error_read_once'] as const).flatMap((name) =>
    forBoth((family, suffix) =>
      test(`${name}${suffix}`, ['X-TAKE-ERROR'], {
        opened: [to(peerAddress(family), PORT.reset)],
        payload: { fromDut: 1 },
        frames: [
          rst()
            .from(peer)
            .in(opened(peerAddress(family), PORT.reset))
            .exists(),
        ],
      }),
    ),
  ),
  ...forBoth((family, suffix) =>
    test(`test_poll_peek${suffix}`, ['AC-7'], {
      opened: [to(peerAddress(family), PORT.echo)],
      payload: bothWays(109),
      frames: [data().from(peer).in(echoes(family)).bytes(109)],
    }),
  ),
];
