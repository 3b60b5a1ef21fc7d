import { CATALOGUE } from '../../harness/criteria/catalogue.js';
import type { RunEvent } from '../../harness/record/event.js';
import type { PlannedTest } from '../../harness/record/record.js';
import { asRun } from './merged.js';
import { aTest, at, runStarted, type TestStory } from './record.js';
import { aRun, TESTS } from './records.js';

/** Tests that want a wire of this harness. */
const WITHHELD = [
  'test_nodelay_actually_works',
  'test_ready_readable',
  'test_socket_send_buffer_size',
  'test_loss',
];
/** Criteria that a cable cannot show: it lacks tests of them. */
export const ELSEWHERE = ['AC-0.1', 'AC-3', 'AC-4', 'AC-12', 'X-LOSS'];

/** A test of each of the 24 that has one. */
const ALL: readonly PlannedTest[] = [
  ...TESTS,
  ...CATALOGUE.flatMap(({ id, test }) =>
    test === undefined || TESTS.some(({ name }) => name === test) ? [] : [aTest('tcp_dpdk', test, [id])],
  ),
  aTest('tcp_dpdk', 'test_set_nodelay', ['AC-3']),
  aTest('tcp_dpdk', 'test_socket_send_buffer_size', ['AC-12']),
  aTest('tcp_dpdk', 'test_loss', ['X-LOSS']),
];

type Told = Readonly<Record<string, TestStory>>;

/** A whole run in the virtual lab: all that it can show. */
export const virtualRelease = (told: Told = {}): RunEvent[] => asRun('run-virtual', aRun(told, ALL));

/** A whole run on a NIC: all that a cable can show, on the true Internet. */
export const realRelease = (told: Told = {}): RunEvent[] =>
  asRun('run-real', [
    ...aRun(
      told,
      ALL.filter(({ name }) => !WITHHELD.includes(name)),
      runStarted({ profile: 'real', elsewhere: ELSEWHERE }),
    ),
    {
      event: 'internet',
      time: at(2),
      device: '0000:03:00.0',
      targets: [
        { address: '1.1.1.1', name: 'cloudflare-dns.com' },
        { address: '2606:4700:4700::1111', name: 'cloudflare-dns.com' },
      ],
    },
  ]);
