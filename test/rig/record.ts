import { EXAMINED_CRITERIA } from '../../harness/criteria/static/required.js';
import type { EventOf, RunEvent } from '../../harness/record/event.js';
import type { TcpFlow } from '../../harness/record/wire.js';
import type { PlannedTest } from '../../harness/record/record.js';

/** Builders of record events as a run in the virtual lab writes them. Times are fixed: reports of them are compared byte for byte. */
export const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 4, 9, 30, 0) + seconds * 1000).toISOString();

const SHA = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c';

export const runStarted = (change: Partial<EventOf<'run-started'>> = {}): RunEvent => ({
  event: 'run-started',
  recordVersion: 1,
  time: at(0),
  runId: '3f7a',
  harnessVersion: '0.1.0',
  profile: 'virtual',
  subject: { name: 'reference', kind: 'reference', path: 'subjects/reference', version: '0.1.0' },
  suites: ['tcp_dpdk', 'tcp_dpdk_real', 'multi_process', 'worker_isolation'],
  notices: [],
  examines: [...EXAMINED_CRITERIA],
  ...change,
});

export const host = (): RunEvent => ({
  event: 'host',
  time: at(0.1),
  facts: {
    os: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-28-amd64',
    cpus: [0, 1],
    cpuModel: 'AMD EPYC 7763',
    memoryMb: 24_576,
    node: 'v20.19.0',
    cargo: '1.90.0',
    rustc: '1.90.0',
    dpdk: '22.11.7',
    bootId: '5d1c1a0e-4a34-4f43-9c0f-9e5c8b5a7d11',
  },
});

export const aTest = (
  suite: string,
  name: string,
  criteria: readonly string[],
  change: Partial<PlannedTest> = {},
): PlannedTest => {
  const files: Record<string, string> = {
    multi_process: 'dpdk_multi_process',
    worker_isolation: 'dpdk_worker_isolation',
  };
  const binary = files[suite] ?? suite;
  return {
    id: `${suite}::${binary}::${name}`,
    suite,
    binary,
    name,
    criteria: [...criteria],
    wire: { connect: { outcome: 'established' }, payload: { fromDut: 1, toDut: 1 } },
    ealProcesses: 1,
    timeoutSeconds: 30,
    provenFrom: suite === 'tcp_dpdk_real' ? 'real' : 'virtual',
    ...change,
  };
};

export const plan = (tests: readonly PlannedTest[], lanes = 1): RunEvent => ({
  event: 'plan',
  time: at(0.2),
  lanes,
  tests: [...tests],
});

export const scanned = (suite: string, change: Partial<EventOf<'scanned'>> = {}): RunEvent => ({
  event: 'scanned',
  time: at(0.3),
  suite,
  files: [{ path: `suites/${suite}/tests/${aTest(suite, '', []).binary}.rs`, sha256: SHA }],
  fileCount: change.files?.length ?? 1,
  findings: [],
  allowances: [],
  ...change,
});

export const built = (tests: readonly PlannedTest[]): RunEvent => ({
  event: 'build-finished',
  time: at(9),
  target: 'suites',
  success: true,
  durationMs: 8400,
  warnings: [],
  errors: [],
  executables: [...new Set(tests.map(({ suite, binary }) => `${suite}/${binary}`))].map((key) => ({
    suite: key.split('/')[0] ?? '',
    binary: key.split('/')[1] ?? '',
    path: `target/debug/deps/${key}`,
    sha256: SHA,
  })),
});

export const MAC = '02:00:00:00:00:10';

export const laneReady = (lane = 0): RunEvent => ({
  event: 'lane-ready',
  time: at(9.5),
  lane,
  cores: [0],
  durationMs: 180,
  namespaces: { test: `dc3f7a-${lane}-test`, wire: `dc3f7a-${lane}-wire`, peer: `dc3f7a-${lane}-peer` },
  links: [
    {
      device: 'net_tap0',
      mac: MAC,
      dut: ['192.0.2.10/24', '192.0.2.11/24', '2001:db8:0:1::10/64'],
      peer: ['192.0.2.1/24', '192.0.2.2/24', '2001:db8:0:1::1/64'],
    },
  ],
});

export const aFlow = (change: Partial<TcpFlow> = {}): TcpFlow => ({
  link: 0,
  family: 4,
  initiator: 'dut',
  dut: { address: '192.0.2.10', port: 49_152, mac: MAC },
  peer: { address: '192.0.2.1', port: 7, mac: '02:00:00:00:01:10' },
  syn: { fromDut: 1, fromPeer: 0 },
  synAck: { fromDut: 0, fromPeer: 1 },
  fin: { fromDut: 1, fromPeer: 1 },
  rst: { fromDut: 0, fromPeer: 0 },
  handshake: true,
  segments: { fromDut: 6, fromPeer: 5 },
  payload: { fromDut: 11, fromPeer: 11 },
  badChecksums: 0,
  ...change,
});

/** What one test of the run is to look like; every field replaces that part of a clean pass, `undefined` leaves the event out. */
export interface TestStory {
  readonly started?: Partial<EventOf<'test-started'>> | undefined;
  readonly sockets?: Partial<EventOf<'sockets'>> | undefined;
  readonly frames?: Partial<EventOf<'frames'>> | undefined;
  readonly isolation?: readonly Partial<EventOf<'isolation'>>[];
  readonly eal?: Partial<EventOf<'eal'>> | undefined;
  readonly finished?: Partial<EventOf<'test-finished'>> | undefined;
}

type Part = Exclude<keyof TestStory, 'isolation'>;

const part = (story: TestStory, key: Part, event: RunEvent): RunEvent[] => {
  if (key in story && story[key] === undefined) return [];
  return [{ ...event, ...story[key] } as RunEvent];
};

/** The events of one test, in the order a run writes them: a clean pass but for what the story says. */
export const testEvents = (test: PlannedTest, second: number, story: TestStory = {}): RunEvent[] => {
  const time = at(second);
  const looks = story.isolation ?? [{}, {}];
  return [
    ...part(story, 'started', {
      event: 'test-started',
      time,
      test: test.id,
      lane: 0,
      cores: [0],
      executableSha256: SHA,
    }),
    ...part(story, 'sockets', {
      event: 'sockets',
      time: at(second + 0.4),
      test: test.id,
      complete: true,
      kernelTcp: [],
      other: { 'AF_UNIX/SOCK_SEQPACKET': 1 },
    }),
    ...part(story, 'frames', {
      event: 'frames',
      time: at(second + 0.4),
      test: test.id,
      complete: true,
      capture: `captures/${test.name}.pcap`,
      frames: { fromDut: 8, toDut: 7, dropped: 0 },
      flows: test.wire === 'none' ? [] : [aFlow()],
    }),
    ...looks.map((look): RunEvent => ({
      event: 'isolation',
      time: at(second + 0.4),
      test: test.id,
      namespace: 'dc3f7a-0-test',
      addresses: [],
      routes: [],
      ...look,
    })),
    ...part(story, 'eal', {
      event: 'eal',
      time: at(second + 0.4),
      test: test.id,
      processes: Array.from({ length: test.ealProcesses }, (_, index) => ({
        pid: 4711 + index,
        version: 'DPDK 22.11.7',
        hugepagesKb: 65_536,
        ports: [{ name: 'net_tap0', mac: MAC }],
        parameters: ['--no-pci', '--in-memory'],
        held: [{ kind: 'tap', name: 'dtap0' }],
        counters: { samples: 12, sent: 8, beside: 0 },
      })),
    }),
    ...part(story, 'finished', {
      event: 'test-finished',
      time: at(second + 0.4),
      test: test.id,
      durationMs: 412,
      outcome: { kind: 'exited', code: 0 },
      counts: { passed: 1, failed: 0, ignored: 0, filteredOut: 8 },
      reported: [{ name: test.name, result: 'ok' }],
      leaked: [],
      output: {
        stdout: `output/${test.name}.stdout`,
        stderr: `output/${test.name}.stderr`,
        stdoutBytes: 181,
        stderrBytes: 0,
        droppedBytes: 0,
      },
    }),
  ];
};

export const ended = (second: number): RunEvent[] => [
  { event: 'restored', time: at(second), undone: 23, differences: [] },
  { event: 'run-finished', time: at(second), durationMs: second * 1000 },
];
