import { dut, peer, stream, syn, synAck, type TestDefinition } from '../../../harness/index.js';
import { accepted, bothWays, LISTEN_PORT, pattern } from '../../wire.js';
import { accepting, coreTest as test, forBoth } from './test.js';

const MIB = 1 << 20;
/** Bytes of one message of listening.rs. */
const ACCEPTED = 10_000;

/** `TcpDpdkListener`. */
export const listening: readonly TestDefinition[] = [
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
  ...forBoth((family, suffix) =>
    test(
      `test_listener_accepts_several${suffix}`,
      'X-LISTENER-BACKLOG',
      accepting(family, 8, bothWays(8 * ACCEPTED)),
    ),
  ),
  test('test_accepted_echo_1mib', 'X-INTEGRITY-ACCEPTED', accepting(4, 1, bothWays(MIB))),
  ...forBoth((family, suffix) =>
    test(`test_accepted_send_1mib${suffix}`, 'X-INTEGRITY-ACCEPTED', accepting(family, 1, { fromDut: MIB })),
  ),
  test('test_accepted_echo_1mib_ipv6', 'X-INTEGRITY-ACCEPTED', accepting(6, 1, bothWays(MIB))),
];
