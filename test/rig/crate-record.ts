import { auditSuite } from '../../harness/criteria/audited.js';
import { CATALOGUE } from '../../harness/criteria/catalogue.js';
import { UNSUPPORTED } from '../../harness/criteria/own-causes.js';
import type { RunEvent } from '../../harness/record/event.js';
import type { PlannedTest } from '../../harness/record/record.js';
import { aTest, at, built, ended, host, laneReady, plan, runStarted, scanned, testEvents } from './record.js';

const own = (suite: string, name: string, change: Partial<PlannedTest>): PlannedTest => {
  const test = aTest(suite, name, [], change);
  return { ...test, suite: auditSuite(suite), id: `${auditSuite(suite)}::${test.binary}::${name}` };
};

const TIMER = own('tcp_dpdk', 'timer_tests::timeout_expires', {
  wire: 'none',
  because:
    'it reaches new_dpdk (tests/tcp_dpdk.rs:54): EAL; nothing that makes a TCP socket over DPDK: no frame',
});
const CONNECT = own('tcp_dpdk', 'api_parity::stream_connect', {
  wire: { connect: { outcome: 'established' } },
  because:
    'it reaches new_dpdk (tests/tcp_dpdk.rs:54): EAL; TcpDpdkStream::connect (tests/tcp_dpdk.rs:179) must succeed: a handshake',
  kernelTcp: [{ file: 'tests/tcp_dpdk.rs', line: 169, item: 'tokio::net::TcpListener' }],
});
const REAL = own('tcp_dpdk_real', 'test_dpdk_network_all', { wire: {}, because: 'a TCP segment' });
const OURS = [
  aTest('tcp_dpdk', 'test_connect_with_socket_addr', ['AC-1']),
  aTest('tcp_dpdk', 'test_listener_ttl', ['AC-14']),
];

const tree = (when: 'before' | 'after', second: number): RunEvent => ({
  event: 'subject-tree',
  time: at(second),
  when,
  files: 412,
  sha256: 'c'.repeat(64),
});

/** A crate given by its path: it claims everything, its own tests use the kernel, and one of ours does not compile against it. */
export const crateRun = (): RunEvent[] => [
  runStarted({
    subject: { name: '../fork', kind: 'crate', path: '/code/fork', package: 'tokio', version: '1.49.0' },
    examines: [],
    notices: [
      'EAL arguments: the crate takes none from its configuration, so a preloaded wrapper appends the lab’s',
    ],
  }),
  host(),
  {
    event: 'subject-found',
    time: at(0.1),
    directory: '/code/fork/tokio',
    workspace: '/code/fork',
    features: { known: ['full'], chosen: ['full'] },
    types: [{ name: 'TcpDpdkStream', file: 'tokio/src/net/stream.rs', line: 54 }],
    config: { places: [{ name: '/etc/dpdk/env.json', file: 'tokio/src/config.rs', line: 41 }] },
    bindings: [{ file: 'tokio/src/ffi/bindings.rs', structures: 43, disagreements: [], checked: true }],
    testFiles: [
      { suite: 'tcp_dpdk', name: 'tcp_dpdk', path: 'tests/tcp_dpdk.rs' },
      { suite: 'tcp_dpdk_real', name: 'tcp_dpdk_real', path: 'tests/tcp_dpdk_real.rs' },
      { suite: 'multi_process', name: 'dpdk_multi_process' },
    ],
    dependencies: [
      {
        name: 'smoltcp',
        of: 'tokio/Cargo.toml',
        kind: 'path',
        source: '/code/smoltcp',
        patched: '/code/smoltcp',
      },
    ],
    claims: CATALOGUE.slice(0, 20).map(({ id }, index) => ({
      id,
      ticked: id !== 'AC-0.6',
      text: id,
      file: 'tasks/parity.md',
      line: 498 + index,
    })),
  },
  plan(OURS),
  tree('before', 0.2),
  scanned(auditSuite('tcp_dpdk'), {
    files: [{ path: 'tests/tcp_dpdk.rs', sha256: 'd'.repeat(64) }],
    findings: [
      {
        rule: 'kernel-tcp',
        file: 'tests/tcp_dpdk.rs',
        line: 169,
        column: 28,
        item: 'tokio::net::TcpListener',
        message: 'tokio::net::TcpListener is a TCP type of the kernel',
      },
    ],
  }),
  scanned(auditSuite('tcp_dpdk_real'), {
    files: [{ path: 'tests/tcp_dpdk_real.rs', sha256: 'e'.repeat(64) }],
  }),
  ...[TIMER, CONNECT, REAL].map((test): RunEvent => {
    const one = built([test]);
    const [executable] = one.event === 'build-finished' ? one.executables : [];
    if (one.event !== 'build-finished' || executable === undefined) throw new Error('no build');
    return {
      ...one,
      target: 'own-tests',
      executables: [{ ...executable, suite: test.suite, binary: test.binary }],
    };
  }),
  plan([TIMER, CONNECT, REAL]),
  {
    ...laneReady(1),
    kernelDevice: { name: 'vk0', mac: '02:00:00:00:02:10', addresses: ['192.0.2.20'] },
  } as RunEvent,
  ...testEvents(TIMER, 10, {
    started: { lane: 1 },
    isolation: [{ addresses: ['vk0 192.0.2.20/24'] }, { addresses: ['vk0 192.0.2.20/24'] }],
  }),
  ...testEvents(CONNECT, 11, {
    started: { lane: 1 },
    sockets: {
      kernelTcp: [
        {
          pid: 3,
          call: 'socket',
          domain: 'AF_INET',
          type: 'SOCK_STREAM',
          text: 'socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = 51',
        },
      ],
    },
  }),
  ...testEvents(REAL, 12, { started: { lane: 1 } }).flatMap((event): RunEvent[] =>
    event.event === 'test-finished'
      ? [
          {
            event: 'subtests',
            time: event.time,
            test: REAL.id,
            results: [
              { name: 'AC-8: TTL Get/Set', result: 'passed', criteria: ['AC-8'] },
              { name: 'Local VPC Connect (SSH)', result: 'skipped', reason: 'connect timeout', criteria: [] },
            ],
          },
          event,
        ]
      : [event],
  ),
  scanned('tcp_dpdk'),
  built(OURS),
  {
    event: 'blocked',
    time: at(13),
    scope: 'test',
    test: OURS[1]?.id ?? '',
    cause: {
      id: UNSUPPORTED,
      seen: 'error[E0599]: no method named `ttl` found for struct `TcpDpdkListener` in the current scope',
      expected: 'a subject with the interface of tokio that the test uses',
      fix: 'add what is missing to the subject',
    },
  },
  laneReady(),
  ...OURS.slice(0, 1).flatMap((test) => testEvents(test, 14)),
  tree('after', 15),
  ...ended(15.2),
];
