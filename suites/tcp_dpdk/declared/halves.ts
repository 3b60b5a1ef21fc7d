import { data, dut, fin, stream, type TestDefinition } from '../../../harness/index.js';
import { bothWays, opened, PEER, PORT, to } from '../../wire.js';
import { testsOf } from './test.js';

const test = testsOf('tcp_dpdk_halves');
const echo = opened(PEER.v4, PORT.echo);
const once = [to(PEER.v4, PORT.echo)];
const twice = [...once, ...once];

/** Methods of the split halves. */
export const halves: readonly TestDefinition[] = [
  test('test_halves_try_and_wait', ['X-HALVES'], {
    opened: once,
    payload: bothWays(3000),
    frames: [stream(echo).from(dut).isWhole(), data().from(dut).in(echo).fresh().bytes(3000)],
  }),
  test('test_halves_peek', ['X-HALVES'], {
    opened: once,
    payload: bothWays(6),
    frames: [stream(echo).from(dut).is(Buffer.from('halves'), 'what the write half sent')],
  }),
  test('test_owned_halves_try_and_wait', ['X-HALVES'], {
    opened: once,
    payload: bothWays(50_000),
    frames: [stream(echo).from(dut).isWhole(), fin().from(dut).in(echo).times(1)],
  }),
  test('test_owned_halves_reunite', ['X-HALVES'], {
    opened: once,
    payload: bothWays(1005),
    // The halves were put together before the thousand bytes were sent, and no FIN lies between.
    frames: [fin().from(dut).in(echo).times(1), stream(echo).from(dut).isWhole()],
  }),
  test('test_owned_halves_of_two_streams', ['X-HALVES'], { opened: twice, payload: bothWays(1000) }),
  test('test_owned_write_half_forget', ['X-HALVES'], {
    opened: twice,
    payload: bothWays(5),
    frames: [
      // What came back was read on a connection that had not been closed.
      data()
        .from(dut)
        .in(echo.nth(1))
        .before(fin().from(dut).in(echo.nth(1))),
    ],
  }),
];
