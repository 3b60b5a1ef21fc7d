import {
  data,
  dut,
  fin,
  peer,
  stream,
  type Connections,
  type TestDefinition,
} from '../../../harness/index.js';
import { bothWays, opened, peerAddress, PORT, to, type Attempt } from '../../wire.js';
import { forBoth, testsOf } from './test.js';

const test = testsOf('tcp_dpdk_halves');
const echoes = (family: 4 | 6): Connections => opened(peerAddress(family), PORT.echo);
const once = (family: 4 | 6): readonly Attempt[] => [to(peerAddress(family), PORT.echo)];

/** Methods of the split halves. */
export const halves: readonly TestDefinition[] = [
  ...forBoth((family, suffix) =>
    test(`test_halves_try_and_wait${suffix}`, ['X-HALVES'], {
      opened: once(family),
      payload: bothWays(3000),
      frames: [
        stream(echoes(family)).from(dut).isWhole(),
        data().from(dut).in(echoes(family)).fresh().bytes(3000),
      ],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_halves_peek${suffix}`, ['X-HALVES'], {
      opened: once(family),
      payload: bothWays(6),
      frames: [stream(echoes(family)).from(dut).is(Buffer.from('halves'), 'what the write half sent')],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_owned_halves_try_and_wait${suffix}`, ['X-HALVES'], {
      opened: once(family),
      payload: bothWays(50_000),
      frames: [
        stream(echoes(family)).from(dut).isWhole(),
        fin().from(dut).in(echoes(family)).fresh().times(1),
      ],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_owned_halves_reunite${suffix}`, ['X-HALVES'], {
      opened: once(family),
      payload: bothWays(1005),
      // The halves were put together before the thousand bytes were sent, and no FIN lies between.
      frames: [
        fin().from(dut).in(echoes(family)).fresh().times(1),
        stream(echoes(family)).from(dut).isWhole(),
      ],
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_owned_halves_of_two_streams${suffix}`, ['X-HALVES'], {
      opened: [...once(family), ...once(family)],
      payload: bothWays(1000),
    }),
  ),
  ...forBoth((family, suffix) =>
    test(`test_owned_write_half_forget${suffix}`, ['X-HALVES'], {
      opened: [...once(family), ...once(family)],
      payload: bothWays(5),
      frames: [
        // What came back came on a connection that had not been closed.
        data()
          .from(peer)
          .in(echoes(family).nth(1))
          .before(fin().from(dut).in(echoes(family).nth(1))),
      ],
    }),
  ),
];
