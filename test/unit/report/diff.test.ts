import { expect, test } from 'vitest';
import { diffJudgements, diffText, isWorse } from '../../../harness/report/diff.js';
import { judged } from '../../rig/judged.js';
import { aRun, conformantRun, filteredRun } from '../../rig/records.js';

test('a changed verdict is named with before and after, criteria first', () => {
  const broken = aRun({
    test_connect_with_socket_addr: { finished: { outcome: { kind: 'exited', code: 1 } } },
  });
  expect(diffText(diffJudgements(judged(conformantRun()), judged(broken)))).toBe(
    'worse  AC-1: met → failed\nworse  tcp_dpdk::tcp_dpdk::test_connect_with_socket_addr: pass → fail\n',
  );
});

test('what is only in one of them is absent in the other', () => {
  const changes = diffJudgements(judged(conformantRun()), judged(filteredRun()));
  expect(changes).toContainEqual({ kind: 'criterion', id: 'X-CLIENTS', before: 'met', after: undefined });
});

test('the same record has no difference', () => {
  expect(diffText(diffJudgements(judged(conformantRun()), judged(conformantRun())))).toBe(
    'no verdict changed\n',
  );
});

test('what got worse, or is gone, is worse; what got better, or is new, is not', () => {
  const [whole, filtered] = [judged(conformantRun()), judged(filteredRun())];
  expect(diffJudgements(whole, filtered).every(isWorse)).toBe(true);
  expect(diffJudgements(filtered, whole).some(isWorse)).toBe(false);
  expect(diffText(diffJudgements(filtered, whole))).toMatch(/^ {7}\S+: \S+ → met$/m);
});
