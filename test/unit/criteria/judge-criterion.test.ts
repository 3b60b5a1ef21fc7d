import { describe, expect, it, test } from 'vitest';
import type { Profile } from '../../../harness/criteria/verdict.js';
import type { EventOf, RunEvent } from '../../../harness/record/event.js';
import { crateRun } from '../../rig/crate-record.js';
import { criterionOf, judged } from '../../rig/judged.js';
import { at, runStarted, scanned } from '../../rig/record.js';
import { aRun, conformantRun, filteredRun, hostBlockedRun, impostorRun, TESTS } from '../../rig/records.js';

const verdict = (events: readonly RunEvent[], id: string): string => criterionOf(judged(events), id).verdict;
const finding = {
  rule: 'kernel-tcp',
  file: 'suites/tcp_dpdk/tests/tcp_dpdk.rs',
  line: 3,
  column: 5,
  item: 'TcpStream',
  message: 'names tokio::net::TcpStream',
};
const rescanned = (change: Parameters<typeof scanned>[1]): RunEvent[] =>
  conformantRun().map((event) =>
    event.event === 'scanned' && event.suite === 'tcp_dpdk' ? scanned('tcp_dpdk', change) : event,
  );

const themselves = [
  { address: '1.1.1.1', name: 'cloudflare-dns.com' },
  { address: '2606:4700:4700::1111', name: 'cloudflare-dns.com' },
];
/** A run in a profile in which all tests passed, with what its look at the Internet gave. */
const onInternet = (
  profile: Profile,
  targets: EventOf<'internet'>['targets'] | undefined,
): readonly RunEvent[] => [
  ...aRun({}, TESTS, runStarted({ profile })),
  ...(targets === undefined
    ? []
    : [{ event: 'internet', time: at(2), device: '0000:03:00.0', targets } as const]),
];

test('all 24 are always there', () => {
  expect(judged([]).criteria).toHaveLength(24);
  expect(judged(conformantRun()).criteria).toHaveLength(24);
});

test('a criterion is met by its tests and says how', () => {
  const met = criterionOf(judged(conformantRun()), 'AC-1');
  expect(met).toMatchObject({ verdict: 'met', grade: 'virtual' });
  expect(met.reasons[0]).toContain('`test_connect_with_socket_addr` passed: 1 connection on the wire');
});

test('a criterion without a test says so', () => {
  expect(criterionOf(judged(conformantRun()), 'AC-7')).toMatchObject({
    verdict: 'unproven',
    grade: 'none',
    reasons: ['no test of this criterion exists in this version'],
  });
});

test('a criterion whose own test is not there is not met by others that name it', () => {
  const tests = TESTS.map((planned) =>
    planned.name === 'test_connect_refused' ? { ...planned, criteria: ['AC-7'] } : planned,
  );
  expect(verdict(aRun({}, tests), 'AC-7')).toBe('unproven');
});

test('one bad test is enough', () => {
  const tests = TESTS.map((planned) =>
    planned.name === 'test_connect_refused' ? { ...planned, criteria: ['AC-1'] } : planned,
  );
  const run = aRun({ test_connect_refused: { finished: { outcome: { kind: 'exited', code: 1 } } } }, tests);
  expect(verdict(run, 'AC-1')).toBe('failed');
});

describe('the Internet criteria', () => {
  test('are unproven in the virtual lab though everything passed', () => {
    expect(verdict(conformantRun(), 'AC-0.2')).toBe('unproven');
    expect(verdict(conformantRun(), 'AC-0.5')).toBe('unproven');
  });
  test('fail when a test fails', () => {
    const run = aRun({ test_real_connect_v4: { finished: { outcome: { kind: 'exited', code: 1 } } } });
    expect(verdict(run, 'AC-0.2')).toBe('failed');
    expect(verdict(run, 'AC-0.5')).toBe('failed');
  });
  test('are met in the real profile only', () => {
    expect(verdict(onInternet('guest', themselves), 'AC-0.5')).toBe('unproven');
    expect(verdict(onInternet('real', themselves), 'AC-0.5')).toBe('met');
    expect(verdict(onInternet('real', themselves), 'AC-0.2')).toBe('met');
  });
  test('are unproven when whoever answered was not shown to be the Internet', () => {
    const run = onInternet('real', [
      { address: '1.1.1.1', problem: 'self-signed certificate' },
      { address: '2606:4700:4700::1111', name: 'cloudflare-dns.com' },
    ]);
    expect(criterionOf(judged(run), 'AC-0.5')).toMatchObject({
      verdict: 'unproven',
      reasons: [
        'its tests passed, but who answered was not shown to be the Internet: 1.1.1.1: self-signed certificate',
      ],
    });
    expect(verdict(run, 'AC-0.2')).toBe('unproven');
  });
  test('are unproven when nobody asked who answered', () => {
    expect(verdict(onInternet('real', undefined), 'AC-0.5')).toBe('unproven');
  });
});

describe('a criterion about a file that the crate has as well', () => {
  const [began, ...rest] = conformantRun();
  const found = crateRun().filter(({ event }) => event === 'subject-found');
  const withCrate = (...more: RunEvent[]): readonly RunEvent[] => [
    ...(began === undefined ? [] : [began]),
    ...found,
    ...more,
    ...rest,
  ];

  it('is unproven as long as nobody looked at the file of the crate', () => {
    expect(verdict(conformantRun(), 'AC-0.1')).toBe('met');
    expect(criterionOf(judged(withCrate()), 'AC-0.1')).toMatchObject({
      verdict: 'unproven',
      reasons: ["the crate's own tests/tcp_dpdk.rs was not looked at"],
    });
  });

  it('is unproven as long as none of its tests was run', () => {
    expect(criterionOf(judged(withCrate(scanned('audit/tcp_dpdk'))), 'AC-0.1')).toMatchObject({
      verdict: 'unproven',
      reasons: ["no test of the crate's own file was run"],
    });
  });

  it('speaks by our suite alone where the crate has no such file', () => {
    expect(verdict(withCrate(), 'AC-0.3')).toBe('met');
  });
});

describe('the static criteria', () => {
  test('are met by a clean scan and a run without kernel TCP', () => {
    const met = criterionOf(judged(conformantRun()), 'AC-0.1');
    expect(met).toMatchObject({ verdict: 'met', grade: 'static+virtual' });
    expect(met.reasons).toEqual(['1 file scanned, clean', 'no kernel TCP socket while its 5 tests ran']);
  });
  test('fail by a finding', () => {
    expect(verdict(rescanned({ findings: [finding] }), 'AC-0.1')).toBe('failed');
  });
  test('hold with an allowance until it expires', () => {
    const allowance = { file: finding.file, item: finding.item, reason: 'R7', expires: '2026-03-04' };
    const late = { ...allowance, expires: '2026-03-03' };
    const other = { ...allowance, item: 'TcpListener' };
    expect(verdict(rescanned({ findings: [finding], allowances: [allowance] }), 'AC-0.1')).toBe('met');
    expect(verdict(rescanned({ findings: [finding], allowances: [late] }), 'AC-0.1')).toBe('failed');
    expect(verdict(rescanned({ findings: [finding], allowances: [other] }), 'AC-0.1')).toBe('failed');
  });
  test('fail by a kernel TCP socket of a running test, however clean the scan', () => {
    expect(verdict(impostorRun(), 'AC-0.1')).toBe('failed');
  });
  test('are inconclusive without a scan, or with one that did not read the test file', () => {
    const unscanned = conformantRun().filter((event) => event.event !== 'scanned');
    expect(verdict(unscanned, 'AC-0.3')).toBe('inconclusive');
    expect(verdict(rescanned({ files: [{ path: 'other.rs', sha256: 'x' }] }), 'AC-0.1')).toBe('inconclusive');
  });
  test('are inconclusive when one trace is missing', () => {
    expect(verdict(aRun({ test_echo_one_mebibyte: { sockets: undefined } }), 'AC-0.1')).toBe('inconclusive');
  });
  test('are unproven when the suite has no test at all', () => {
    const tests = TESTS.filter((planned) => planned.suite !== 'multi_process');
    expect(verdict([...aRun({}, tests), scanned('multi_process')], 'AC-0.3')).toBe('unproven');
  });
});

test('a blocked host fails what is tested, blocks the rest, and names its cause once', () => {
  const judgement = judged(hostBlockedRun());
  expect(new Set(judgement.criteria.map((criterion) => criterion.verdict))).toEqual(
    new Set(['failed', 'blocked']),
  );
  expect(
    judgement.criteria.filter((criterion) => criterion.verdict === 'blocked').map(({ id }) => id),
  ).toEqual(['AC-0.6', 'AC-15', 'AC-16', 'AC-17', 'AC-18']);
  expect(judgement.causes.map((cause) => cause.id)).toEqual(['dpdk-missing']);
  expect(judgement.tests.every((judgedTest) => judgedTest.verdict === 'blocked')).toBe(true);
});

test('what was not selected is unproven and says so', () => {
  const judgement = judged(filteredRun());
  expect(criterionOf(judgement, 'AC-1').verdict).toBe('met');
  expect(criterionOf(judgement, 'AC-0.1')).toMatchObject({
    verdict: 'unproven',
    reasons: ['not selected in this run'],
  });
  expect(criterionOf(judgement, 'AC-0.3').verdict).toBe('unproven');
});

test('what lies beyond the list is judged alike', () => {
  const judgement = judged(conformantRun());
  expect(judgement.beyond.map((criterion) => [criterion.id, criterion.verdict])).toEqual([
    ['X-CONNECT-REFUSED', 'met'],
    ['X-INTEGRITY', 'met'],
    ['X-DEVICE-LOCK', 'met'],
    ['X-CLIENTS', 'met'],
    ['X-API', 'met'],
  ]);
});

describe('a criterion that wants another wire than this profile has', () => {
  const elsewhere = ['X-LOSS', 'AC-1'];
  const run = aRun({}, TESTS, runStarted({ profile: 'real', elsewhere }));
  const wantsWire = /^it has tests that want a wire of this harness.*profile virtual or guest shows it$/;

  it('is shown, unproven, though no test of it is planned', () => {
    expect(criterionOf(judged(run), 'X-LOSS')).toMatchObject({
      verdict: 'unproven',
      grade: 'none',
      reasons: [expect.stringMatching(wantsWire)],
    });
  });
  it('is not met by those of its tests that this wire has', () => {
    expect(criterionOf(judged(run), 'AC-1')).toMatchObject({
      verdict: 'unproven',
      reasons: [expect.stringMatching(wantsWire)],
    });
  });
  it('is failed by what speaks against it all the same', () => {
    const dirty = aRun({}, TESTS, runStarted({ profile: 'real', elsewhere: ['AC-0.1'] })).map((event) =>
      event.event === 'scanned' && event.suite === 'tcp_dpdk'
        ? scanned('tcp_dpdk', { findings: [finding] })
        : event,
    );
    expect(verdict(dirty, 'AC-0.1')).toBe('failed');
  });
  it('is as it was without that', () => {
    const { criteria, beyond } = judged(aRun({}, TESTS, runStarted({ profile: 'real' })));
    expect(criteria.find(({ id }) => id === 'AC-1')).toMatchObject({ verdict: 'met' });
    expect(beyond.map(({ id }) => id)).not.toContain('X-LOSS');
  });
});
