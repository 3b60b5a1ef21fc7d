import { describe, expect, it } from 'vitest';
import { auditSuite } from '../../../harness/criteria/audited.js';
import { judge } from '../../../harness/criteria/judge.js';
import { foldRecord } from '../../../harness/record/fold.js';
import type { EventOf, RunEvent } from '../../../harness/record/event.js';
import { at, runStarted } from '../../rig/record.js';

const SUITE = auditSuite('tcp_dpdk');
const ID = `${SUITE}::tcp_dpdk::a_test`;
const SHA = 'a'.repeat(64);
const NO_TCP = { activeOpens: 0, passiveOpens: 0, inSegs: 0, outSegs: 0 };

type Planned = EventOf<'plan'>['tests'][number];

/** A record of one of a crate's own tests that owes nothing and passes, in an audit lane. */
const record = (
  change: {
    planned?: Partial<Planned>;
    after?: typeof NO_TCP;
    addresses?: string[];
    more?: RunEvent[];
    sockets?: EventOf<'sockets'>['kernelTcp'];
  } = {},
): RunEvent[] => {
  const look = (kernelTcp: typeof NO_TCP): RunEvent => ({
    event: 'isolation',
    time: at(4),
    test: ID,
    namespace: 'dc0-test',
    addresses: ['vk0 192.0.2.20/24', 'lo 127.0.0.1/8', ...(change.addresses ?? [])],
    routes: ['192.0.2.0/24 dev vk0 table 254', 'local 127.0.0.1/32 dev lo table 255'],
    kernelTcp,
  });
  return [
    runStarted(),
    {
      event: 'plan',
      time: at(1),
      lanes: 1,
      tests: [
        {
          id: ID,
          suite: SUITE,
          binary: 'tcp_dpdk',
          name: 'a_test',
          criteria: [],
          wire: 'none',
          ealProcesses: 0,
          timeoutSeconds: 30,
          provenFrom: 'virtual',
          because: 'it reaches no new_dpdk: no EAL, no frame',
          ...change.planned,
        },
      ],
    },
    {
      event: 'build-finished',
      time: at(2),
      target: 'own-tests',
      success: true,
      durationMs: 1,
      warnings: [],
      errors: [],
      executables: [{ suite: SUITE, binary: 'tcp_dpdk', path: '/t', sha256: SHA }],
    },
    {
      event: 'lane-ready',
      time: at(3),
      lane: 4,
      cores: [1],
      durationMs: 1,
      namespaces: { test: 'dc0-test', wire: 'w', peer: 'p' },
      links: [],
      kernelDevice: { name: 'vk0', mac: '02:00:00:00:02:10', addresses: ['192.0.2.20'] },
    },
    { event: 'test-started', time: at(4), test: ID, lane: 4, cores: [1], executableSha256: SHA },
    look(NO_TCP),
    look(change.after ?? NO_TCP),
    { event: 'sockets', time: at(5), test: ID, complete: true, kernelTcp: change.sockets ?? [], other: {} },
    ...(change.more ?? []),
    {
      event: 'test-finished',
      time: at(6),
      test: ID,
      durationMs: 5,
      outcome: { kind: 'exited', code: 0 },
      counts: { passed: 1, failed: 0, ignored: 0, filteredOut: 0 },
      reported: [{ name: 'a_test', result: 'ok' }],
      leaked: [],
      output: { stdout: '', stderr: '', stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 },
    },
    { event: 'run-finished', time: at(7), durationMs: 1 },
  ];
};

const judged = (events: RunEvent[]) => {
  const judgement = judge(foldRecord(events));
  const [test] = judgement.tests;
  return { verdict: test?.verdict, reasons: test?.reasons.join('; ') ?? '', judgement };
};

describe('one of a crate’s own tests', () => {
  it('passes with the kernel device its lane offers', () => {
    expect(judged(record())).toMatchObject({ verdict: 'pass' });
  });

  it('does not pass with any other kernel address', () => {
    expect(judged(record({ addresses: ['va0 192.0.2.10/24'] }))).toMatchObject({
      verdict: 'fail',
      reasons: expect.stringContaining('address va0 192.0.2.10/24') as string,
    });
  });

  it('is refuted by a connection that kernel TCP opened, not by a SYN that the kernel device refused', () => {
    expect(judged(record({ after: { ...NO_TCP, passiveOpens: 1 } })).verdict).toBe('fail');
    expect(judged(record({ after: { ...NO_TCP, inSegs: 1, outSegs: 1 } })).verdict).toBe('pass');
  });

  it('owes EAL where its source makes a runtime', () => {
    expect(judged(record({ planned: { ealProcesses: 1 } }))).toMatchObject({ verdict: 'inconclusive' });
  });

  it('is refuted by a kernel socket, with the lines of its source beside it', () => {
    const call = {
      pid: 2,
      call: 'socket',
      domain: 'AF_INET',
      type: 'SOCK_STREAM',
      text: 'socket(AF_INET, …) = 5',
    };
    const kernelTcp = [{ file: 'tests/tcp_dpdk.rs', line: 169, item: 'tokio::net::TcpListener' }];
    expect(judged(record({ sockets: [call], planned: { kernelTcp } }))).toMatchObject({
      verdict: 'fail',
      reasons: expect.stringMatching(
        /socket\(AF_INET, …\) = 5; its source: tokio::net::TcpListener at tests\/tcp_dpdk\.rs:169/,
      ) as string,
    });
  });

  it.each([
    ['skipped', 'was skipped (no address)'],
    ['failed', 'failed (no address)'],
  ] as const)('is refuted by a part that %s', (result, words) => {
    const subtests: RunEvent = {
      event: 'subtests',
      time: at(5),
      test: ID,
      results: [
        { name: 'one', result: 'passed', criteria: [] },
        { name: 'two', result, reason: 'no address', criteria: [] },
      ],
    };
    const { verdict, reasons } = judged(record({ more: [subtests] }));
    expect(verdict).toBe('fail');
    expect(reasons).toContain(`its part "two" ${words}`);
  });

  it.each([
    ['unsupported', 'unsupported: it does not compile against the subject'],
    ['lane-damaged', 'took the tap'],
  ])('fails by its own fault: %s', (id, words) => {
    const cause = { id, seen: 'took the tap', expected: 'x', fix: 'y' };
    const { verdict, reasons } = judged(
      record({ more: [{ event: 'blocked', time: at(5), scope: 'test', test: ID, cause }] }),
    );
    expect(verdict).toBe('fail');
    expect(reasons).toContain(words);
  });

  it('speaks for the criterion about its file', () => {
    const scanned = (findings: EventOf<'scanned'>['findings']): RunEvent => ({
      event: 'scanned',
      time: at(2),
      suite: SUITE,
      files: [{ path: 'tests/tcp_dpdk.rs', sha256: SHA }],
      findings,
      allowances: [],
    });
    const finding = {
      rule: 'kernel-tcp',
      file: 'tests/tcp_dpdk.rs',
      line: 1,
      column: 1,
      item: 'tokio::net::TcpListener',
      message: 'is a TCP type of the kernel',
    };
    const of = (findings: EventOf<'scanned'>['findings']) =>
      judged(record({ more: [scanned(findings)] })).judgement.criteria.find(({ id }) => id === 'AC-0.1');
    expect(of([finding])).toMatchObject({ verdict: 'failed', tests: [ID] });
    expect(of([])?.reasons.join()).not.toContain('kernel');
  });
});
