import { expect, test } from 'vitest';
import { foldRecord } from '../../../harness/record/fold.js';
import { parseRecord } from '../../../harness/record/parse.js';
import { plan, runStarted, testEvents } from '../../rig/record.js';
import { conformantRun, TESTS } from '../../rig/records.js';

test('events are grouped by their test, in the order of the plan', () => {
  const record = foldRecord(conformantRun());
  expect(record.tests.map((seen) => seen.planned.name)).toEqual(TESTS.map((planned) => planned.name));
  for (const seen of record.tests) {
    expect(
      [seen.started, seen.sockets, seen.frames, seen.eal, seen.finished].map((list) => list.length),
    ).toEqual([1, 1, 1, 1, 1]);
    expect(seen.isolation).toHaveLength(2);
  }
});

test('events of a test nobody planned are noted', () => {
  const [first, second] = TESTS;
  if (first === undefined || second === undefined) throw new Error('two tests are needed');
  const record = foldRecord([runStarted(), plan([first]), ...testEvents(second, 1)]);
  expect(record.notes).toEqual([`the record has events of ${second.id}, which the plan does not name`]);
  expect(record.tests).toHaveLength(1);
});

test('a record of a later version is refused in words', () => {
  const line = JSON.stringify({ ...runStarted(), recordVersion: 2 });
  const parsed = parseRecord(`${line}\n`);
  expect(parsed).toMatchObject({ ok: false, error: { line: 1 } });
  if (!parsed.ok) expect(parsed.error.message).toContain('record version 2; expected 1 or less');
});

test('an event with a wrong field is refused and the field is named', () => {
  const parsed = parseRecord(`${JSON.stringify({ ...runStarted(), profile: 'none' })}\n`);
  if (parsed.ok) throw new Error('it was taken');
  expect(parsed.error.message).toContain('profile');
});
