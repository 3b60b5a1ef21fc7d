import {
  atLeast,
  data,
  dut,
  fin,
  peer,
  stream,
  syn,
  synAck,
  type Assertion,
  type Impairment,
  type TestDefinition,
} from '../../../harness/index.js';
import { accepted, bothWays, opened, peerAddress, PORT, to } from '../../wire.js';
import { forBoth, testsOf } from './test.js';

const declare = testsOf('tcp_dpdk_adverse');
/** connecting.rs and accepting.rs: bytes of a long and a short conversation and of an accepted one. */
const LONG = 192 << 10;
const SHORT = 5000;
const ACCEPTED = 96 << 10;
const PATIENCE = 120;

const test = (
  name: string,
  criterion: string,
  impairment: Impairment,
  length: number,
  frames: readonly Assertion[],
  family: 4 | 6 = 4,
): TestDefinition => {
  const at = peerAddress(family);
  const echo = opened(at, PORT.echo);
  return declare(
    name,
    [criterion],
    {
      opened: [to(at, PORT.echo)],
      payload: bothWays(length),
      frames: [stream(echo).from(dut).isWhole(), ...frames],
    },
    { impairment, timeoutSeconds: PATIENCE },
  );
};

const accepting = (
  name: string,
  impairment: Impairment,
  frames: readonly Assertion[],
  family: 4 | 6,
): TestDefinition =>
  declare(
    name,
    ['X-LOSS-ACCEPTED'],
    {
      opened: [to(peerAddress(family), PORT.control)],
      accept: { count: 1, family },
      payload: bothWays(ACCEPTED),
      frames: [stream(accepted()).from(dut).isWhole(), ...frames],
    },
    { impairment, timeoutSeconds: PATIENCE },
  );

const exact = (from: 'dut' | 'peer', kind: 'syn' | 'syn-ack' | 'fin' | 'data'): Impairment => ({
  seed: 1,
  drop: [{ from, kind, first: 1, last: 1 }],
});
/** One of its segments is lost for sure: by chance alone it may be none of those with data. */
const tenth: Pick<Impairment, 'drop'> = { drop: [{ from: 'dut', kind: 'data', first: 10, last: 10 }] };
/** What the device sends again because of the loss, as the capture before the lossy part of the wire shows it. */
const again = data().from(dut).repeated().exists();

/** An impaired wire. */
export const adverse: readonly TestDefinition[] = [
  test('test_loss', 'X-LOSS', { seed: 11, lossPercent: 4, ...tenth }, LONG, [again]),
  test('test_loss_ipv6', 'X-LOSS', { seed: 12, lossPercent: 4, ...tenth }, LONG, [again], 6),
  ...forBoth((family, suffix) =>
    test(`test_duplicates${suffix}`, 'X-DUPLICATES', { seed: 13, duplicatePercent: 30 }, LONG, [], family),
  ),
  test('test_reordering', 'X-REORDERING', { seed: 14, reorderPercent: 10, reorderUs: 3000 }, LONG, []),
  test(
    'test_reordering_ipv6',
    'X-REORDERING',
    { seed: 15, reorderPercent: 10, reorderUs: 3000 },
    LONG,
    [],
    6,
  ),
  test('test_corruption', 'X-CORRUPTION', { seed: 16, corruptPercent: 8 }, LONG, [again]),
  test('test_corruption_ipv6', 'X-CORRUPTION', { seed: 17, corruptPercent: 8 }, LONG, [again], 6),
  ...forBoth((family, suffix) =>
    test(
      `test_everything_at_once${suffix}`,
      'X-LOSS',
      {
        seed: 18,
        delayUs: 300,
        lossPercent: 2,
        duplicatePercent: 5,
        reorderPercent: 5,
        reorderUs: 2000,
        corruptPercent: 2,
        ...tenth,
      },
      LONG,
      [again],
      family,
    ),
  ),
  ...forBoth((family, suffix) =>
    test(
      `test_lost_syn${suffix}`,
      'X-LOSS',
      exact('dut', 'syn'),
      SHORT,
      [syn().from(dut).times(atLeast(2))],
      family,
    ),
  ),
  ...forBoth((family, suffix) =>
    test(
      `test_lost_syn_ack${suffix}`,
      'X-LOSS',
      exact('peer', 'syn-ack'),
      SHORT,
      [syn().from(dut).times(atLeast(2))],
      family,
    ),
  ),
  ...forBoth((family, suffix) =>
    test(`test_lost_data${suffix}`, 'X-LOSS', exact('dut', 'data'), SHORT, [again], family),
  ),
  ...forBoth((family, suffix) =>
    test(
      `test_lost_fin${suffix}`,
      'X-LOSS',
      exact('dut', 'fin'),
      SHORT,
      [fin().from(dut).times(atLeast(2))],
      family,
    ),
  ),
  ...forBoth((family, suffix) =>
    test(
      `test_lost_fin_of_peer${suffix}`,
      'X-LOSS',
      exact('peer', 'fin'),
      SHORT,
      [fin().from(peer).exists()],
      family,
    ),
  ),
  ...forBoth((family, suffix) =>
    accepting(`test_accepted_loss${suffix}`, { seed: 19, lossPercent: 3 }, [], family),
  ),
  ...forBoth((family, suffix) =>
    accepting(
      `test_accepted_lost_syn_ack${suffix}`,
      exact('dut', 'syn-ack'),
      [synAck().from(dut).in(accepted()).times(atLeast(2))],
      family,
    ),
  ),
];
