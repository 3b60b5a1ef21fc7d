import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { judged, testOf } from '../../rig/judged.js';
import { aFlow, aTest, at, MAC, type TestStory } from '../../rig/record.js';
import { aRun } from '../../rig/records.js';

const NAME = 'test_connect_with_socket_addr';
const planned = aTest('tcp_dpdk', NAME, ['AC-1']);

const verdictOf = (story: TestStory, wire = planned.wire): { verdict: string; reasons: string } => {
  const { verdict, reasons } = testOf(judged(aRun({ [NAME]: story }, [{ ...planned, wire }])), NAME);
  return { verdict, reasons: reasons.join('\n') };
};

const kernelTcp = [
  {
    pid: 1,
    call: 'socket',
    domain: 'AF_INET',
    type: 'SOCK_STREAM',
    text: 'socket(AF_INET, SOCK_STREAM, 0) = 9',
  },
];

test('a test with all its evidence passes and says what speaks for it', () => {
  const { verdict, reasons } = verdictOf({});
  expect(verdict).toBe('pass');
  expect(reasons).toContain('1 connection on the wire, 11 B out, 11 B in');
  expect(reasons).toContain('no kernel TCP socket');
  expect(reasons).toContain('EAL up (DPDK 22.11.7, 64 MiB of hugepages)');
});

describe('what a test says of itself', () => {
  const cases: readonly [string, TestStory['finished'], string, string][] = [
    ['exit code', { outcome: { kind: 'exited', code: 101 }, message: 'boom' }, 'fail', 'exited 101: boom'],
    [
      'panic',
      {
        outcome: { kind: 'exited', code: 101 },
        message:
          "thread 't' (8) panicked at tests/t.rs:16:5:\nlocal_addr 0.0.0.0:1 is no address\nstack backtrace:",
      },
      'fail',
      'exited 101: local_addr 0.0.0.0:1 is no address (panicked at tests/t.rs:16:5)',
    ],
    ['signal', { outcome: { kind: 'signaled', signal: 'SIGSEGV' } }, 'fail', 'died of SIGSEGV'],
    ['timeout', { outcome: { kind: 'timeout', limitMs: 30_000 } }, 'timeout', 'still ran after 30 s'],
    [
      'not started',
      { outcome: { kind: 'not-started', reason: 'ENOENT' } },
      'error',
      'could not be started: ENOENT',
    ],
    ['no result line', { counts: undefined }, 'inconclusive', 'printed no result line'],
    ['zero tests', { counts: { passed: 0, failed: 0, ignored: 0, filteredOut: 9 } }, 'fail', 'no test ran'],
    ['ignored', { counts: { passed: 0, failed: 0, ignored: 1, filteredOut: 8 } }, 'fail', 'was ignored'],
    ['two tests', { counts: { passed: 2, failed: 0, ignored: 0, filteredOut: 7 } }, 'fail', '2 passed'],
    ['another test', { reported: [{ name: 'other', result: 'ok' }] }, 'fail', 'reported other ok'],
    ['no name', { reported: [] }, 'inconclusive', 'named no test'],
    ['left-over process', { leaked: [{ pid: 7, command: 'sleep' }] }, 'leaked', 'sleep (pid 7)'],
  ];
  test.each(cases)('%s', (_, finished, verdict, reason) => {
    const seen = verdictOf({ finished });
    expect(seen.verdict).toBe(verdict);
    expect(seen.reasons).toContain(reason);
  });
});

const upEal = {
  pid: 1,
  version: 'DPDK',
  hugepagesKb: 65_536,
  ports: [{ name: 'net_tap0', mac: MAC }],
  parameters: [],
  held: [{ kind: 'tap', name: 'dtap0' }],
};

/** The peer goes on sending to a process that has gone. */
const leftOver = aFlow({
  initiator: 'unknown',
  syn: { fromDut: 0, fromPeer: 0 },
  synAck: { fromDut: 0, fromPeer: 0 },
  handshake: false,
  segments: { fromDut: 0, fromPeer: 2 },
});

describe('evidence against a test that says ok', () => {
  const still = { activeOpens: 0, passiveOpens: 0, inSegs: 0, outSegs: 0 };
  const cases: readonly [string, TestStory, string][] = [
    ['kernel TCP', { sockets: { kernelTcp } }, 'socket(AF_INET, SOCK_STREAM, 0) = 9'],
    ['kernel TCP in a trace that is cut', { sockets: { kernelTcp, complete: false } }, 'kernel TCP socket'],
    ['no frames', { frames: { flows: [] } }, 'claims a pass, but no frame'],
    [
      'frames of another MAC',
      { frames: { flows: [aFlow({ dut: { address: '192.0.2.10', port: 1, mac: '02:00:00:00:00:99' } })] } },
      'claims a pass, but no frame',
    ],
    [
      'frames of another address',
      { frames: { flows: [aFlow({ dut: { address: '203.0.113.5', port: 1, mac: MAC } })] } },
      'claims a pass, but no frame',
    ],
    ['no payload', { frames: { flows: [aFlow({ payload: { fromDut: 0, fromPeer: 0 } })] } }, 'payload byte'],
    ['no handshake', { frames: { flows: [aFlow({ handshake: false })] } }, 'established'],
    ['a kernel address', { isolation: [{}, { addresses: ['192.0.2.7/24'] }] }, 'address 192.0.2.7/24'],
    [
      'kernel TCP counters that moved',
      { isolation: [{ kernelTcp: still }, { kernelTcp: { ...still, outSegs: 3 } }] },
      'kernel TCP of its namespace was used: outSegs 0 to 3',
    ],
    ['a kernel route', { isolation: [{ routes: ['default'] }, {}] }, 'route default'],
    [
      'an address that came and went',
      { isolation: [{}, { changes: ['address va0 192.0.2.77/24'] }] },
      'got address va0 192.0.2.77/24 while it ran',
    ],
    [
      'more than can be shown',
      { isolation: [{}, { changes: ['a', 'b', 'c', 'd', 'e'] }] },
      'got a, b, c (and 2 more) while it ran',
    ],
    [
      'frames of another station',
      { frames: { others: { foreign: 1, malformed: 0, fragments: 0, notTcp: 3 } } },
      '1 frame on the wire came neither from the port nor to it',
    ],
    [
      'frames that DPDK had not sent',
      { eal: { processes: [{ ...upEal, counters: { samples: 9, sent: 2, beside: 4 } }] } },
      '4 frames came through the tap of a port of pid 1 that DPDK had not sent (EAL counts 2)',
    ],
    [
      'only what an earlier test left on the wire',
      { frames: { flows: [leftOver] } },
      'claims a pass, but no frame of its TCP was seen',
    ],
  ];
  test.each(cases)('%s', (_, story, reason) => {
    const seen = verdictOf(story);
    expect(seen.verdict).toBe('fail');
    expect(seen.reasons).toContain(reason);
  });
});

describe('evidence that is not there', () => {
  const cases: readonly [string, TestStory, string][] = [
    ['no trace', { sockets: undefined }, 'no trace'],
    ['a cut trace', { sockets: { complete: false, problem: 'strace died' } }, 'strace died'],
    ['no capture', { frames: undefined }, 'no capture'],
    ['a cut capture', { frames: { complete: false, problem: 'ring overflow' } }, 'ring overflow'],
    ['dropped frames', { frames: { frames: { fromDut: 8, toDut: 7, dropped: 2 } } }, '2 frames dropped'],
    ['one look at the namespace', { isolation: [{}] }, 'looked at 1 times'],
    ['a look that failed', { isolation: [{}, { problem: 'netlink says no' }] }, 'netlink says no'],
    ['no EAL', { eal: undefined }, 'EAL was seen in 0 of 1'],
    ['no hugepages', { eal: { processes: [{ ...upEal, hugepagesKb: 0 }] } }, 'no hugepage'],
    [
      'another port',
      { eal: { processes: [{ ...upEal, ports: [{ name: 'net_tap0', mac: '02:00:00:00:00:77' }] }] } },
      'no port',
    ],
    ['a port in words only', { eal: { processes: [{ ...upEal, held: [] }] } }, 'no port'],
    [
      'the tap of another lane',
      { eal: { processes: [{ ...upEal, held: [{ kind: 'tap', name: 'dtap1' }] }] } },
      'no port',
    ],
    [
      'a look at what changed that failed',
      { isolation: [{}, { problem: 'the kernel dropped messages' }] },
      'the kernel dropped messages',
    ],
    ['no end', { finished: undefined }, 'no end of it'],
    ['another executable', { started: { executableSha256: 'ffff' } }, 'none that this run built'],
  ];
  test.each(cases)('%s', (_, story, reason) => {
    const seen = verdictOf(story);
    expect(seen.verdict).toBe('inconclusive');
    expect(seen.reasons).toContain(reason);
  });
});

describe('EAL of a process gone before it could answer', () => {
  const gone = {
    pid: 1,
    version: '',
    hugepagesKb: 65_536,
    ports: [],
    parameters: [],
    library: '/usr/lib/librte_eal.so.23.0',
    held: [{ kind: 'tap', name: 'dtap0' }],
    problem: 'the conversation ended early',
  };
  test('is believed by what the kernel tells of it', () => {
    const { verdict, reasons } = verdictOf({ eal: { processes: [gone] } });
    expect(verdict).toBe('pass');
    expect(reasons).toContain('EAL up (librte_eal.so.23.0, 64 MiB of hugepages)');
  });
  test.each([
    ['no library', { library: undefined }],
    ['no tap', { held: [] }],
    ['another tap', { held: [{ kind: 'tap', name: 'dtap7' }] }],
    ['no hugepages', { hugepagesKb: 0 }],
  ])('but not with %s', (_, change) => {
    expect(verdictOf({ eal: { processes: [{ ...gone, ...change }] } }).verdict).toBe('inconclusive');
  });
});

test('what an earlier test left on the wire is neither for nor against a test', () => {
  const { verdict, reasons } = verdictOf({ frames: { flows: [leftOver, aFlow()] } });
  expect(verdict).toBe('pass');
  expect(reasons).toContain('1 connection on the wire');
});

test('frames beside the port count also where EAL was not seen as it should be', () => {
  const beside = { ...upEal, hugepagesKb: 0, counters: { samples: 9, sent: 0, beside: 3 } };
  const { verdict, reasons } = verdictOf({ eal: { processes: [beside] } });
  expect(verdict).toBe('fail');
  expect(reasons).toMatch(/3 frames came through the tap[^]*no hugepage mapped/);
});

describe('a PCI port', () => {
  const onPci = (file: string, held: NonNullable<typeof upEal.held>): string => {
    const events = aRun({ [NAME]: { eal: { processes: [{ ...upEal, held }] } } }, [planned]).map((event) =>
      event.event === 'lane-ready'
        ? { ...event, links: event.links.map((link) => ({ ...link, device: '0000:00:04.0', file })) }
        : event,
    );
    return testOf(judged(events), NAME).verdict;
  };
  test('is held through the file of its IOMMU group', () => {
    expect(onPci('/dev/vfio/12', [{ kind: 'vfio', name: '/dev/vfio/12' }])).toBe('pass');
  });
  test.each([
    ['a tap', { kind: 'tap', name: 'dtap0' }],
    ["another device's file", { kind: 'vfio', name: '/dev/vfio/13' }],
    ['UIO', { kind: 'uio', name: '/dev/vfio/12' }],
    ['vfio without a device', { kind: 'vfio', name: '/dev/vfio/vfio' }],
  ])('is not held through %s', (_, held) => {
    expect(onPci('/dev/vfio/12', [held])).toBe('inconclusive');
  });
});

describe('what the wire must show', () => {
  const v6 = aFlow({ family: 6, dut: { address: '2001:DB8:0:1:0:0:0:10', port: 1, mac: MAC.toUpperCase() } });
  test('an IPv6 address counts in any spelling', () => {
    expect(
      verdictOf({ frames: { flows: [v6] } }, { connect: { outcome: 'established', family: 6 } }).verdict,
    ).toBe('pass');
  });
  test('the family counts', () => {
    expect(verdictOf({}, { connect: { outcome: 'established', family: 6 } }).reasons).toContain('IPv6');
  });
  test('the number of connections counts', () => {
    expect(verdictOf({}, { connect: { outcome: 'established', count: 2 } }).reasons).toContain(
      'expected 2 or more',
    );
  });
  test('the number of links counts', () => {
    expect(verdictOf({}, { links: 2 }).reasons).toContain('saw 1 port(s)');
  });
  test('a refused connection needs a reset, an unanswered one silence', () => {
    const silent = aFlow({ handshake: false, synAck: { fromDut: 0, fromPeer: 0 } });
    const refused = aFlow({ ...silent, rst: { fromDut: 0, fromPeer: 1 } });
    expect(verdictOf({ frames: { flows: [refused] } }, { connect: { outcome: 'refused' } }).verdict).toBe(
      'pass',
    );
    expect(verdictOf({ frames: { flows: [silent] } }, { connect: { outcome: 'refused' } }).verdict).toBe(
      'fail',
    );
    expect(verdictOf({ frames: { flows: [silent] } }, { connect: { outcome: 'unanswered' } }).verdict).toBe(
      'pass',
    );
    expect(verdictOf({ frames: { flows: [refused] } }, { connect: { outcome: 'unanswered' } }).verdict).toBe(
      'fail',
    );
  });
  test('an accepted connection is opened by the peer', () => {
    const inward = aFlow({
      initiator: 'peer',
      syn: { fromDut: 0, fromPeer: 1 },
      synAck: { fromDut: 1, fromPeer: 0 },
    });
    expect(verdictOf({ frames: { flows: [inward] } }, { accept: {} }).verdict).toBe('pass');
    expect(verdictOf({}, { accept: {} }).verdict).toBe('fail');
  });
  test('a test that owes no frame needs no capture, but its EAL', () => {
    expect(verdictOf({ frames: undefined }, 'none').verdict).toBe('pass');
    expect(verdictOf({ frames: undefined, eal: undefined }, 'none').verdict).toBe('inconclusive');
  });
});

test('a failed test keeps its verdict and its reasons when the lane broke too', () => {
  const blocked: RunEvent = {
    event: 'blocked',
    time: at(1),
    scope: 'test',
    test: planned.id,
    cause: { id: 'tap-removed', seen: 'no dtap0', expected: 'dtap0', fix: 'dpdk-conformance lab restore' },
  };
  const run = aRun({ [NAME]: { finished: { outcome: { kind: 'exited', code: 101 } } } }, [planned]);
  const seen = testOf(judged([...run, blocked]), NAME);
  expect(seen.verdict).toBe('fail');
  expect(seen.reasons).toEqual(['exited 101', 'blocked by tap-removed']);
});
