import { expect, it } from 'vitest';
import { SubtestReader } from '../../../harness/audit/subtests.js';

const read = (...lines: string[]) => {
  const reader = new SubtestReader();
  for (const line of lines) reader.add(line);
  return reader.finish();
};

it('reads parts with their words and the criteria whose name they bear', () => {
  expect(
    read(
      'running 1 test',
      'test test_dpdk_network_all ... ',
      '[TEST] Local VPC Connect (SSH) ... SKIPPED (connect failed: connection timed out)',
      '[TEST] AC-3: Nodelay Actually Works ... PASSED',
      '[TEST] AC-99: of another list ... PASSED',
      '[TEST] DNS AC-5: test_connect_with_hostname ... FAILED: no address',
      '[TEST] test_set_ttl_twice ... PANICKED',
      'ok',
    ),
  ).toEqual([
    {
      name: 'Local VPC Connect (SSH)',
      result: 'skipped',
      reason: 'connect failed: connection timed out',
      criteria: [],
    },
    { name: 'AC-3: Nodelay Actually Works', result: 'passed', criteria: ['AC-3'] },
    { name: 'AC-99: of another list', result: 'passed', criteria: [] },
    {
      name: 'DNS AC-5: test_connect_with_hostname',
      result: 'failed',
      reason: 'no address',
      criteria: ['AC-2'],
    },
    { name: 'test_set_ttl_twice', result: 'failed', criteria: [] },
  ]);
});

it('finds a result behind what the part printed', () => {
  expect(read('[TEST] a ... starting', 'connected', 'PASSED', '[TEST] b ... one two PASSED')).toEqual([
    { name: 'a', result: 'passed', criteria: [] },
    { name: 'b', result: 'passed', criteria: [] },
  ]);
});

it('takes a part without a result for failed', () => {
  expect(read('[TEST] a ... ', '[TEST] b ... PASSED', '[TEST] c ... ')).toMatchObject([
    { name: 'a', result: 'failed', reason: 'it printed no result' },
    { name: 'b', result: 'passed' },
    { name: 'c', result: 'failed' },
  ]);
});

it('takes nothing else for a part', () => {
  expect(
    read('PASSED', 'test a ... ok', 'test result: ok. 1 passed; 0 failed', 'loading ... FAILED'),
  ).toEqual([]);
});
