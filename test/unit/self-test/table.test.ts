import { expect, test } from 'vitest';
import { allKilled, killTable, tableText } from '../../../harness/self-test/table.js';
import type { Outcome } from '../../../harness/self-test/verdict.js';

const outcome = (change: Partial<Outcome>): Outcome => ({
  family: 'mutants',
  name: 'fin-not-sent',
  defect: 'shutdown sends no FIN',
  expected: ['AC-9'],
  verdict: 'killed',
  reason: 'test_shutdown_write: exited 101',
  also: [],
  durationMs: 1234,
  ...change,
});

const killed = outcome({});
const survived = outcome({
  name: 'other',
  verdict: 'survived',
  reason: 'AC-9 is met',
  also: ['test_a', 'test_b'],
});
const voided = outcome({
  family: 'guards',
  name: 'g',
  verdict: 'void',
  reason: 'it does not fit',
  expected: ['t :: x'],
});

test('the counts add up, and only kills are well', () => {
  const table = killTable([killed, survived, voided], 5678.4);
  expect(table).toMatchObject({
    schemaVersion: 1,
    durationMs: 5678,
    summary: {
      mutants: { planted: 2, killed: 1, survived: 1, void: 0 },
      guards: { planted: 1, killed: 0, survived: 0, void: 1 },
    },
  });
  expect(table.outcomes).toEqual([killed, survived, voided]);
  expect([[killed], [killed, survived], [killed, voided]].map((all) => allKilled(killTable(all, 0)))).toEqual(
    [true, false, false],
  );
});

test('for people', () => {
  expect(tableText(killTable([killed, survived, voided], 61_000))).toMatchInlineSnapshot(`
    "mutants
    killed   fin-not-sent  shutdown sends no FIN -> AC-9
    SURVIVED other         shutdown sends no FIN -> AC-9
             AC-9 is met
             red as well: test_a, test_b

    guards
    VOID     g  shutdown sends no FIN -> t :: x
             it does not fit

    mutants 1 of 2 killed, 1 survived, 0 void
    guards  0 of 1 killed, 0 survived, 1 void
    took    61 s
    "
  `);
  expect(tableText(killTable([killed], 0))).not.toContain('guards');
});
