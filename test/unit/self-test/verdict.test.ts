import { describe, expect, test } from 'vitest';
import type { Mutant } from '../../../harness/self-test/planted.js';
import { isProven, judgeGuard, judgeMutant } from '../../../harness/self-test/verdict.js';
import type { RunEvent } from '../../../harness/record/event.js';
import { judged } from '../../rig/judged.js';
import { aTest, at, type TestStory } from '../../rig/record.js';
import { aRun } from '../../rig/records.js';

const TESTS = [
  aTest('tcp_dpdk', 'test_connect_with_socket_addr', ['AC-1']),
  aTest('tcp_dpdk', 'test_a', ['X-A']),
  aTest('tcp_dpdk', 'test_b', ['X-A', 'X-B']),
];
const mutant = (criteria: readonly string[], tests: readonly string[] = []): Mutant => ({
  family: 'mutants',
  name: 'm',
  defect: 'd',
  criteria,
  tests,
  patch: { header: [], files: [], diffs: [] },
});
const red: TestStory = {
  finished: { outcome: { kind: 'exited', code: 101 }, counts: undefined, reported: [], message: 'boom' },
};
const finding = (one: Mutant, told: Readonly<Record<string, TestStory>>, more: readonly RunEvent[] = []) =>
  judgeMutant(one, judged([...aRun(told, TESTS), ...more]));

describe('a mutant', () => {
  test('is killed when all it names is red', () => {
    expect(finding(mutant(['X-A'], ['test_b']), { test_b: red })).toEqual({
      verdict: 'killed',
      reason: 'test_b: exited 101: boom',
      also: [],
    });
  });

  test('is killed by evidence alone', () => {
    const seen = finding(mutant(['AC-1']), { test_connect_with_socket_addr: { frames: { flows: [] } } });
    expect(seen.verdict).toBe('killed');
    expect(seen.reason).toContain('claims a pass');
  });

  test('survives a run in which everything is green', () => {
    expect(finding(mutant(['AC-1']), {})).toEqual({ verdict: 'survived', reason: 'AC-1 is met', also: [] });
  });

  test('survives when only part of what it names is red, and what else is red is told', () => {
    expect(finding(mutant(['X-B', 'AC-1']), { test_b: red })).toMatchObject({
      verdict: 'survived',
      reason: 'AC-1 is met',
    });
    expect(finding(mutant(['X-A'], ['test_a']), { test_b: red }).reason).toBe('test_a is pass');
    expect(finding(mutant(['AC-1']), { test_a: red })).toMatchObject({
      verdict: 'survived',
      also: ['test_a'],
    });
  });

  test('is void when nothing of what it names ran', () => {
    expect(finding(mutant(['AC-3']), {})).toEqual({
      verdict: 'void',
      reason: 'no test ran for AC-3',
      also: [],
    });
    expect(finding(mutant(['AC-1'], ['test_z']), {}).verdict).toBe('void');
    expect(finding(mutant(['X-NONE']), {}).verdict).toBe('void');
  });

  test('is void when something blocked the run, whatever is red', () => {
    const blocked: RunEvent = {
      event: 'blocked',
      time: at(3),
      scope: 'lane',
      cause: { id: 'peer-dead', seen: 'exit 1', expected: 'a peer', fix: 'doctor' },
    };
    expect(finding(mutant(['AC-1']), { test_connect_with_socket_addr: red }, [blocked])).toMatchObject({
      verdict: 'void',
      reason: 'blocked by peer-dead',
    });
  });
});

describe('a mutant is proven', () => {
  const id = (name: string): string => `tcp_dpdk::tcp_dpdk::${name}`;
  const judgement = judged(aRun({ test_a: red, test_b: red }, TESTS));
  const proven = (one: Mutant, ...ended: readonly string[]): boolean =>
    isProven(one, judgement, new Set(ended.map(id)));

  test('once every criterion has a test that ended red', () => {
    expect(judgement.tests.map((one) => one.id)).toContain(id('test_a'));
    expect(proven(mutant(['X-A']), 'test_a')).toBe(true);
    expect(proven(mutant(['X-A', 'X-B']), 'test_a')).toBe(false);
    expect(proven(mutant(['X-A', 'X-B']), 'test_a', 'test_b')).toBe(true);
  });
  test('not before each test it names did', () => {
    expect(proven(mutant(['X-A'], ['test_a']), 'test_b')).toBe(false);
    expect(proven(mutant(['X-A'], ['test_a']), 'test_a')).toBe(true);
  });
  test('by nothing that did not end, and by nothing green', () => {
    expect(proven(mutant(['X-A']))).toBe(false);
    expect(proven(mutant(['AC-1']), 'test_connect_with_socket_addr')).toBe(false);
  });
});

describe('a guard', () => {
  const named = { runner: 'vitest', path: 'test/a.test.ts', title: 'holds' } as const;
  const seen = (passed: boolean, path: string = named.path, title = 'it holds') => ({ path, title, passed });

  test('is killed when its test is red', () => {
    const run = { seen: [seen(true, 'test/b.test.ts'), { ...seen(false), message: 'Error: no' }] };
    expect(judgeGuard(named, run)).toEqual({ verdict: 'killed', reason: 'it holds: Error: no', also: [] });
  });
  test('survives when its test is green, though another is red', () => {
    const run = { seen: [seen(true), seen(false, 'test/b.test.ts'), seen(false, named.path, 'another')] };
    expect(judgeGuard(named, run).verdict).toBe('survived');
  });
  test.each([
    ['its test did not run', { seen: [seen(false, 'test/b.test.ts')] }],
    ['the runner came to nothing', { seen: [seen(false)], problem: 'it does not load' }],
  ])('is void when %s', (_, run) => {
    expect(judgeGuard(named, run).verdict).toBe('void');
  });
});
