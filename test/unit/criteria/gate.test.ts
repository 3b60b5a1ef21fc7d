import { expect, test } from 'vitest';
import { gate } from '../../../harness/criteria/gate.js';
import { judge } from '../../../harness/criteria/judge.js';
import type { RunEvent } from '../../../harness/record/event.js';
import { foldRecord } from '../../../harness/record/fold.js';
import { at, runStarted } from '../../rig/record.js';
import * as records from '../../rig/records.js';

const exit = (events: readonly RunEvent[], certify = false): number => {
  const record = foldRecord(events);
  return gate(record, judge(record), { certify });
};
const without = (events: readonly RunEvent[], name: RunEvent['event']): RunEvent[] =>
  events.filter((event) => event.event !== name);

const terminated = records
  .interruptedRun()
  .map((event) => (event.event === 'interrupted' ? { ...event, signal: 'SIGTERM' } : event));

const lane: RunEvent = {
  event: 'blocked',
  time: at(3),
  scope: 'lane',
  cause: { id: 'peer-dead', seen: 'exit 1', expected: 'a running peer', fix: 'dpdk-conformance doctor' },
};

test.each([
  ['all well', records.conformantRun(), 0],
  ['one test of an X criterion fails', records.aRun({ test_connect_refused: { frames: { flows: [] } } }), 1],
  ['one test is inconclusive', records.aRun({ test_echo_one_mebibyte: { frames: undefined } }), 1],
  ['kernel TCP', records.impostorRun(), 1],
  ['no scan', without(records.conformantRun(), 'scanned'), 1],
  ['host blocked', records.hostBlockedRun(), 3],
  ['lane broken in the middle', [...records.conformantRun(), lane], 3],
  ['nothing selected', records.aRun({}, [], runStarted({ examines: [] })), 4],
  ['no test, but criteria without tests', records.aRun({}, []), 1],
  ['criteria without tests alone, all well', records.examinedRun(), 0],
  ['a criterion without tests fails', records.neglectedRun(), 1],
  ['cut off', without(records.conformantRun(), 'run-finished'), 5],
  ['only begun', [runStarted()], 5],
  ['nothing at all', [], 5],
  ['does not build', records.buildFailedRun(), 101],
  ['SIGINT', records.interruptedRun(), 130],
  ['SIGTERM', terminated, 143],
  ['a part, all well', records.filteredRun(), 0],
])('%s', (_, events, code) => {
  expect(exit(events)).toBe(code);
});

test('certifying wants all 24 met', () => {
  expect(exit(records.conformantRun(), true)).toBe(1);
});
