import { describe, expect, it } from 'vitest';
import { gate } from '../../../harness/criteria/gate.js';
import type { RunEvent } from '../../../harness/record/event.js';
import type { ReportInput } from '../../../harness/report/report.js';
import { asRun, judgedText, mergedRuns, mergedText, recordText } from '../../rig/merged.js';
import { aFlow, aTest, at, built, laneReady, runStarted } from '../../rig/record.js';
import { aRun, conformantRun, hostBlockedRun, interruptedRun, neglectedRun } from '../../rig/records.js';
import { selectRun } from '../../rig/split-run.js';

const run = (id: string, story: Parameters<typeof aRun>[0], tests: Parameters<typeof aRun>[1]): RunEvent[] =>
  aRun(story, tests, runStarted({ runId: id, examines: [] }));

const verdictOf = ({ judgement }: ReportInput, id: string): string | undefined =>
  [...judgement.criteria, ...judgement.beyond, ...judgement.tests].find((judged) => judged.id === id)
    ?.verdict;

const exit = ({ record, judgement }: ReportInput): number => gate(record, judgement, { certify: false });

describe('what one part lacks, another does not make up for', () => {
  it('processes with EAL', () => {
    const test = aTest('multi_process', 'test_two', ['X-TWO'], { wire: 'none', ealProcesses: 2 });
    const half = (id: string, pid: number): RunEvent[] =>
      run(id, {}, [test]).map((event) =>
        event.event === 'eal'
          ? { ...event, processes: event.processes.slice(0, 1).map((one) => ({ ...one, pid })) }
          : event,
      );
    expect(verdictOf(judgedText(recordText(half('a', 1))), test.id)).toBe('inconclusive');
    expect(verdictOf(mergedRuns(half('a', 1), half('b', 2)), test.id)).toBe('inconclusive');
  });

  it('frames', () => {
    const test = aTest('tcp_dpdk', 'test_payload', ['X-P'], {
      wire: { connect: { outcome: 'established', count: 2 } },
    });
    const one = (id: string, port: number): RunEvent[] =>
      run(id, { test_payload: { frames: { flows: [aFlow({ dut: { ...aFlow().dut, port } })] } } }, [test]);
    expect(verdictOf(judgedText(recordText(one('a', 49_152))), test.id)).toBe('fail');
    expect(verdictOf(mergedRuns(one('a', 49_152), one('b', 49_153)), test.id)).toBe('fail');
  });

  it('looks at its namespace', () => {
    const test = aTest('tcp_dpdk', 'test_look', ['AC-1']);
    const once = (id: string): RunEvent[] => run(id, { test_look: { isolation: [{}] } }, [test]);
    expect(verdictOf(mergedRuns(once('a'), once('b')), test.id)).toBe('inconclusive');
  });

  it('a trace of its system calls', () => {
    const untraced = aRun({ test_connect_with_hostname: { sockets: undefined } });
    const merged = mergedRuns(asRun('a', untraced), asRun('b', conformantRun()));
    expect(verdictOf(merged, 'AC-0.1')).toBe('inconclusive');
  });

  it('a scan of its sources', () => {
    const unscanned = conformantRun().filter(({ event }) => event !== 'scanned');
    const merged = mergedRuns(asRun('a', unscanned), asRun('b', conformantRun()));
    expect(verdictOf(merged, 'AC-0.1')).toBe('inconclusive');
  });

  it('a look at the subject that was promised', () => {
    const broken = conformantRun().filter(({ event }) => event !== 'documented');
    const merged = mergedRuns(asRun('a', broken), asRun('b', conformantRun()));
    expect(verdictOf(merged, 'AC-18')).toBe('inconclusive');
  });

  it('its whole record', () => {
    const runs = [asRun('a', conformantRun()), asRun('b', neglectedRun())];
    const lines = mergedText(runs).split('\n');
    const cut = judgedText(`${lines.slice(0, 1 + (runs[0]?.length ?? 0)).join('\n')}\n`);
    for (const id of ['AC-1', 'AC-15', 'AC-18', 'X-API', 'X-INTEGRITY'])
      expect(verdictOf(cut, id)).toBe('inconclusive');
    expect(exit(cut)).toBe(5);
    expect(cut.record.notes).toEqual([
      `part 2: the merged record has 0 of its ${runs[1]?.length ?? 0} lines: it was cut`,
    ]);
  });

  it('programs that it built', () => {
    const unbuilt = conformantRun().map((event) =>
      event.event === 'build-finished' ? { ...event, executables: [] } : event,
    );
    const merged = mergedRuns(asRun('a', unbuilt), asRun('b', conformantRun()));
    expect(verdictOf(merged, 'AC-1')).toBe('inconclusive');
  });

  it('an Internet that was itself', () => {
    const real = [aTest('tcp_dpdk_real', 'test_real', ['AC-0.5'])];
    const first = runStarted({ profile: 'real', examines: [] });
    const targets = [{ address: '198.51.100.1', name: 'one.example' }];
    const look: RunEvent = { event: 'internet', time: at(9.4), device: 'net_tap0', targets };
    const seen = aRun({}, real, first).toSpliced(3, 0, look);
    expect(verdictOf(mergedRuns(seen), 'AC-0.5')).toBe('met');
    expect(verdictOf(mergedRuns(seen, asRun('b', seen)), 'AC-0.5')).toBe('met');
    expect(verdictOf(mergedRuns(seen, asRun('b', aRun({}, real, first))), 'AC-0.5')).toBe('unproven');
  });
});

it('judges each part by its own lanes', () => {
  const [test] = [aTest('tcp_dpdk', 'test_connect_with_socket_addr', ['AC-1'])];
  const mac = '02:00:00:00:00:77';
  const elsewhere = run('b', {}, [test]).map((event): RunEvent => {
    const text = JSON.stringify(event).replaceAll('02:00:00:00:00:10', mac);
    return JSON.parse(text) as RunEvent;
  });
  expect(elsewhere).not.toContainEqual(laneReady());
  expect(verdictOf(mergedRuns(run('a', {}, [test]), elsewhere), test.id)).toBe('pass');
});

describe('the exit code of a merge', () => {
  const part = (id: string, suites: readonly string[], events = conformantRun()): RunEvent[] =>
    selectRun(events, id, { suites });
  const good = part('a', ['tcp_dpdk']);

  it('is 0 when all parts are', () => {
    expect(exit(mergedRuns(good, part('b', ['multi_process'])))).toBe(0);
  });

  it('is 5 when a part was interrupted or cut off', () => {
    const interrupted = part('b', ['tcp_dpdk'], interruptedRun());
    expect(exit(judgedText(recordText(interrupted)))).toBe(130);
    expect(exit(mergedRuns(good, interrupted))).toBe(5);
    const broken: RunEvent = { ...built([]), success: false } as RunEvent;
    expect(exit(mergedRuns(good, interrupted.toSpliced(3, 0, broken)))).toBe(5);
    expect(exit(mergedRuns(good.toSpliced(3, 0, broken), interrupted))).toBe(101);
    const cut = part('b', ['multi_process']);
    expect(exit(mergedRuns(good, cut.slice(0, -1)))).toBe(5);
    expect(exit(mergedRuns(cut.slice(0, 1), good))).toBe(5);
  });

  it('is 3 when a host could not run its part, and only what that part was to show is lost', () => {
    const merged = mergedRuns(good, part('b', ['multi_process'], hostBlockedRun()));
    expect(exit(merged)).toBe(3);
    expect(verdictOf(merged, 'AC-0.3')).toBe('failed');
    expect(verdictOf(merged, 'X-DEVICE-LOCK')).toBe('failed');
    expect(verdictOf(merged, 'AC-1')).toBe('met');
  });
});

it('counts what two parts found in the same file once, and takes no allowance that one of them saw expired', () => {
  const place = { file: 'suites/tcp_dpdk/tests/tcp_dpdk.rs', item: 'tokio::net::TcpListener' };
  const allowed = (id: string, day: string): RunEvent[] =>
    asRun(id, conformantRun()).map((event) =>
      event.event === 'scanned' && event.suite === 'tcp_dpdk'
        ? {
            ...event,
            time: `2026-03-${day}T09:30:00.000Z`,
            findings: [{ ...place, rule: 'kernel-tcp', line: 3, column: 1, message: 'TCP of the kernel' }],
            allowances: [{ ...place, reason: 'a server', expires: '2026-03-10' }],
          }
        : event,
    );
  const merged = mergedRuns(allowed('a', '04'), allowed('b', '05'));
  const [first] = merged.judgement.criteria;
  expect(first?.verdict).toBe('met');
  expect(first?.reasons[0]).toBe('1 file scanned, clean but for 1 finding(s) under an allowance');
  for (const days of [
    ['04', '11'],
    ['11', '04'],
  ] as const)
    expect(verdictOf(mergedRuns(allowed('a', days[0]), allowed('b', days[1])), 'AC-0.1')).toBe('failed');
});

it('takes a criterion for selected only where all its tests are', () => {
  const whole = conformantRun();
  // One part names the criterion but not its suite, the other has tests of the suite for another one.
  const named = selectRun(whole, 'a', { criteria: ['AC-0.3', 'AC-1'], suites: ['tcp_dpdk'] });
  const some = selectRun(whole, 'b', { criteria: ['X-DEVICE-LOCK'] });
  expect(verdictOf(mergedRuns(named, some), 'AC-0.3')).toBe('unproven');
  expect(verdictOf(mergedRuns(named, selectRun(whole, 'b', { criteria: ['AC-0.3'] })), 'AC-0.3')).toBe('met');
  // One part has its tests for the sake of another criterion, the other names it and has none of them.
  const tests = selectRun(whole, 'a', { criteria: ['AC-0.1'] });
  const name = selectRun(whole, 'b', { criteria: ['X-INTEGRITY'], suites: ['multi_process'] });
  expect(verdictOf(mergedRuns(tests, name), 'X-INTEGRITY')).toBe('unproven');
});
