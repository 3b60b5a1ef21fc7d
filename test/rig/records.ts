import type { RunEvent } from '../../harness/record/event.js';
import type { PlannedTest } from '../../harness/record/record.js';
import { aWarning, checked, compared, documented, examined, guided } from './examined.js';
import { crateRun } from './crate-record.js';
import {
  aFlow,
  aTest,
  at,
  built,
  ended,
  host,
  laneReady,
  plan,
  runStarted,
  scanned,
  testEvents,
  type TestStory,
} from './record.js';

/** Realistic whole records, one a situation that reports have to tell. */

const failed = (message: string, code = 101): TestStory['finished'] => ({
  outcome: { kind: 'exited', code },
  counts: { passed: 0, failed: 1, ignored: 0, filteredOut: 8 },
  reported: [{ name: 'x', result: 'failed' }],
  message,
});

export const TESTS: readonly PlannedTest[] = [
  aTest('tcp_dpdk', 'test_connect_with_socket_addr', ['AC-1']),
  aTest('tcp_dpdk', 'test_connect_with_hostname', ['AC-2']),
  aTest('tcp_dpdk', 'test_connect_refused', ['X-CONNECT-REFUSED'], {
    wire: { connect: { outcome: 'refused' } },
  }),
  aTest('tcp_dpdk', 'test_listener_bind_hostname', ['AC-13'], { wire: { accept: { count: 1 } } }),
  aTest('tcp_dpdk', 'test_echo_one_mebibyte', ['X-INTEGRITY']),
  aTest('tcp_dpdk_real', 'test_real_connect_v4', ['AC-0.2', 'AC-0.5']),
  aTest('multi_process', 'test_second_process_refused', ['X-DEVICE-LOCK'], { wire: 'none', ealProcesses: 2 }),
  aTest('worker_isolation', 'test_twenty_clients', ['X-CLIENTS']),
];

const stories: Readonly<Record<string, TestStory>> = {
  test_connect_refused: {
    frames: {
      flows: [
        aFlow({
          handshake: false,
          synAck: { fromDut: 0, fromPeer: 0 },
          rst: { fromDut: 0, fromPeer: 1 },
          fin: { fromDut: 0, fromPeer: 0 },
          payload: { fromDut: 0, fromPeer: 0 },
        }),
      ],
    },
  },
  test_listener_bind_hostname: {
    frames: {
      flows: [
        aFlow({
          initiator: 'peer',
          syn: { fromDut: 0, fromPeer: 1 },
          synAck: { fromDut: 1, fromPeer: 0 },
          dut: { address: '192.0.2.10', port: 8192, mac: '02:00:00:00:00:10' },
        }),
      ],
    },
  },
  test_echo_one_mebibyte: {
    frames: { flows: [aFlow({ payload: { fromDut: 1_048_576, fromPeer: 1_048_576 } })] },
  },
};

/** A run of the tests: each a clean pass, or as `told` says by its name. */
export const aRun = (
  told: Readonly<Record<string, TestStory>> = {},
  tests: readonly PlannedTest[] = TESTS,
  first: RunEvent = runStarted(),
): RunEvent[] => {
  const scans = [...new Set(tests.map((test) => test.suite))].map((suite) => scanned(suite));
  return [
    first,
    host(),
    plan(tests),
    ...scans,
    built(tests),
    laneReady(),
    ...examined(first, scans),
    ...tests.flatMap((test, index) =>
      testEvents(test, 10 + index, { ...stories[test.name], ...told[test.name] }),
    ),
    ...ended(11 + tests.length),
  ];
};

/** Everything passes. */
export const conformantRun = (): RunEvent[] => aRun();

/** The right behaviour over the wrong TCP: tests say ok, the trace says kernel, the wire says nothing. */
export const impostorRun = (): RunEvent[] => {
  const story: TestStory = {
    sockets: {
      kernelTcp: [
        {
          pid: 4711,
          call: 'socket',
          domain: 'AF_INET',
          type: 'SOCK_STREAM',
          text: 'socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = 9',
        },
      ],
    },
    frames: { frames: { fromDut: 0, toDut: 0, dropped: 0 }, flows: [] },
    eal: { processes: [] },
  };
  return aRun(
    Object.fromEntries(TESTS.map((test) => [test.name, story])),
    TESTS,
    runStarted({ subject: { name: 'kernel-impostor', kind: 'named', path: 'subjects/kernel-impostor' } }),
  );
};

/** One of everything that can go wrong, with text that means harm to XML, TAP, Markdown and terminals. */
export const troubledRun = (): RunEvent[] =>
  aRun(
    {
      test_connect_with_hostname: {
        finished: failed(
          'assertion `left == right` failed\n  left: <b>|2</b> & "x"\u001b[31m\u0000\u0007 ]]> # SKIP # TODO\n right: 3',
        ),
      },
      test_connect_refused: {
        finished: {
          outcome: { kind: 'timeout', limitMs: 30_000 },
          counts: undefined,
          reported: [],
          durationMs: 30_010,
        },
      },
      test_listener_bind_hostname: {
        finished: { outcome: { kind: 'signaled', signal: 'SIGSEGV' }, reported: [] },
      },
      test_echo_one_mebibyte: { frames: undefined },
      test_second_process_refused: { finished: { leaked: [{ pid: 812, command: 'sleep 600' }] } },
      test_twenty_clients: {
        started: undefined,
        sockets: undefined,
        frames: undefined,
        isolation: [],
        eal: undefined,
        finished: undefined,
      },
    },
    TESTS,
    runStarted({
      notices: ['allowance: dpdk_worker_isolation.rs may use tokio::net::TcpListener until 2026-06-30 (R7)'],
    }),
  );

/** DPDK is not there: nothing could run. */
export const hostBlockedRun = (): RunEvent[] => [
  runStarted(),
  host(),
  plan(TESTS),
  {
    event: 'blocked',
    time: at(1),
    scope: 'host',
    cause: {
      id: 'dpdk-missing',
      seen: 'pkg-config knows no libdpdk',
      expected: 'libdpdk 22.11 or later',
      fix: 'apt-get install -y libdpdk-dev',
    },
  },
  ...ended(1.2),
];

/** The subject does not build. */
export const buildFailedRun = (): RunEvent[] => [
  runStarted(),
  host(),
  plan(TESTS),
  ...['tcp_dpdk', 'tcp_dpdk_real', 'multi_process', 'worker_isolation'].map((suite) => scanned(suite)),
  {
    event: 'build-finished',
    time: at(4),
    target: 'suites',
    success: false,
    durationMs: 3800,
    warnings: [],
    errors: ['error[E0432]: unresolved import `tokio::net::TcpDpdkStream`'],
    executables: [],
  },
  {
    event: 'blocked',
    time: at(4),
    scope: 'subject',
    cause: {
      id: 'build-failed',
      seen: 'error[E0432]: unresolved import `tokio::net::TcpDpdkStream`',
      expected: 'a crate that offers tokio::net::TcpDpdkStream',
      fix: 'cargo build --manifest-path subjects/reference/Cargo.toml',
    },
  },
  checked({
    success: false,
    errors: ['error[E0432]: unresolved import `super::TcpDpdkStream`'],
    errorCount: 1,
    warnings: [],
    warningCount: 0,
  }),
  documented({ types: [], typeCount: 0, problem: 'the crate does not pass cargo check' }),
  { ...compared(), source: '', types: [], typeCount: 0, problem: 'the crate does not pass cargo check' },
  guided({ path: undefined, sha256: undefined, problem: 'the crate does not pass cargo check' }),
  ...ended(4.2),
];

/** Ctrl-C in the middle of the third test. */
export const interruptedRun = (): RunEvent[] => {
  const whole = aRun();
  const third = whole.findIndex((event) => event.event === 'test-started' && event.test === TESTS[2]?.id);
  return [
    ...whole.slice(0, third + 1),
    { event: 'interrupted', time: at(12.2), signal: 'SIGINT' },
    ...ended(13),
  ];
};

/** Only one criterion was asked for. */
export const filteredRun = (): RunEvent[] =>
  aRun({}, TESTS.slice(0, 1), runStarted({ suites: ['tcp_dpdk'], criteria: ['AC-1'], examines: [] }));

/** Every test passes, and nothing else is as it should be: a new warning, a bare method, a lying table, other signatures, a stale sign-off. */
export const neglectedRun = (): RunEvent[] =>
  aRun().map((event): RunEvent => {
    if (event.event === 'checked')
      return checked({ warnings: [aWarning(), aWarning('unused variable: `a`')], warningCount: 2 });
    if (event.event === 'documented')
      return {
        ...event,
        types: event.types.map((type) => ({
          ...type,
          methods: type.methods.map((method) => ({ ...method, documented: method.name !== 'bind' })),
        })),
      };
    if (event.event === 'compared')
      return compared({
        'TcpStream::peek': { found: 'differs', expected: 'async fn(&self)', seen: 'fn(&self)' },
        'TcpStream::linger': { found: 'same' },
        'TcpSocket::listen': { found: 'absent' },
      });
    if (event.event === 'guided')
      return {
        ...event,
        examples: [{ line: 12, compiled: false, errors: ['error[E0599]: no method named `nope`'] }],
        tables: event.tables.map((table) => ({
          ...table,
          claims: table.claims.map((claim) => ({ ...claim, found: 'present' as const })),
        })),
      };
    if (event.event === 'reviewed')
      return {
        ...event,
        files: event.files.map((file) => ({ ...file, sha256: `0${file.sha256.slice(1)}` })),
      };
    return event;
  });

/** Only the compiler was asked: no test was selected, no lab was made. */
export const examinedRun = (): RunEvent[] => [
  runStarted({ suites: [], criteria: ['AC-15', 'AC-16'], examines: ['AC-15', 'AC-16'] }),
  host(),
  plan([]),
  checked(),
  ...ended(11),
];

/** All of them by name. */
export const RECORDS: Readonly<Record<string, () => RunEvent[]>> = {
  conformant: conformantRun,
  impostor: impostorRun,
  troubled: troubledRun,
  'host-blocked': hostBlockedRun,
  'build-failed': buildFailedRun,
  interrupted: interruptedRun,
  filtered: filteredRun,
  neglected: neglectedRun,
  examined: examinedRun,
  crate: crateRun,
};
