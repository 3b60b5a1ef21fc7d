import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countCriteria, countTests } from '../../harness/criteria/count.js';
import { gate } from '../../harness/criteria/gate.js';
import { judge } from '../../harness/criteria/judge.js';
import type { RunEvent } from '../../harness/record/event.js';
import { judgementSchema, type Judgement } from '../../harness/record/judgement.js';
import { foldRecord } from '../../harness/record/fold.js';
import { aRun, RECORDS } from '../rig/records.js';

const EVIDENCE = new Set<RunEvent['event']>([
  'scanned',
  'build-finished',
  'lane-ready',
  'test-started',
  'sockets',
  'frames',
  'isolation',
  'eal',
  'test-finished',
  'checked',
  'documented',
  'compared',
  'guided',
  'reviewed',
]);
/** What speaks against a test or a run: to take it away is to forge, not to lack. */
const REFUTING = new Set([
  'kernelTcp',
  'findings',
  'addresses',
  'routes',
  'leaked',
  'problem',
  'outcome',
  'success',
  'dropped',
  'ignored',
  'failed',
  'code',
  'rst',
  'synAck',
  'errors',
  'unread',
  'changes',
  'foreign',
  'beside',
]);

/** The event with something in it that speaks against its test; the same event when it cannot hold such a thing. */
const against = (event: RunEvent): RunEvent => {
  if (event.event === 'frames')
    return { ...event, others: { foreign: 1, malformed: 0, fragments: 0, notTcp: 0 } };
  if (event.event === 'isolation') return { ...event, changes: ['interface mytap0 (number 9)'] };
  if (event.event === 'test-finished') return { ...event, leaked: [{ pid: 7, command: 'sleep 600' }] };
  if (event.event !== 'eal') return event;
  const counters = { samples: 9, sent: 2, beside: 5 };
  return { ...event, processes: event.processes.map((process) => ({ ...process, counters })) };
};

/** A run in which something of every kind was seen against some test. */
const cheatingRun = (): RunEvent[] => {
  const run = aRun();
  const spoilt = new Set(
    ['frames', 'isolation', 'eal', 'test-finished'].map(
      (kind, index) => run.filter(({ event }) => event === kind)[index],
    ),
  );
  return run.map((event) => (spoilt.has(event) ? against(event) : event));
};

const runs = fc.constantFrom(...Object.values(RECORDS), cheatingRun).map((build) => build());

const owesNothing = (run: readonly RunEvent[], test: string | undefined): boolean =>
  run.some(
    (event) => event.event === 'plan' && event.tests.some(({ id, wire }) => id === test && wire === 'none'),
  );

const good = (judgement: Judgement): Set<string> =>
  new Set([
    ...judgement.tests.filter((judged) => judged.verdict === 'pass').map((judged) => judged.id),
    ...[...judgement.criteria, ...judgement.beyond]
      .filter((criterion) => criterion.verdict === 'met')
      .map((criterion) => criterion.id),
  ]);

const verdictOf = (events: readonly RunEvent[]): { good: Set<string>; exit: number } => {
  const record = foldRecord(events);
  const judgement = judge(record);
  return { good: good(judgement), exit: gate(record, judgement, { certify: false }) };
};

const expectNoBetter = (after: readonly RunEvent[], before: readonly RunEvent[]): void => {
  const [then, now] = [verdictOf(before), verdictOf(after)];
  expect([...now.good].filter((id) => !then.good.has(id))).toEqual([]);
  if (then.exit !== 0) expect(now.exit).not.toBe(0);
};

test('taking evidence away never makes a test pass or a criterion met', () => {
  fc.assert(
    fc.property(runs, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (events, picks) => {
      const evidence = events.filter((event) => EVIDENCE.has(event.event));
      fc.pre(evidence.length > 0);
      const gone = new Set(picks.map((pick) => evidence[pick % evidence.length]));
      expectNoBetter(
        events.filter((event) => !gone.has(event)),
        events,
      );
    }),
    { numRuns: 400 },
  );
});

test('what is seen against a test takes its pass away, whatever else speaks for it', () => {
  const run = aRun();
  const touchable = run.filter(
    (event) =>
      against(event) !== event &&
      'test' in event &&
      !(event.event === 'frames' && owesNothing(run, event.test)),
  );
  expect(touchable.length).toBeGreaterThan(30);
  for (const seen of touchable) {
    const spoilt = judge(foldRecord(run.map((event) => (event === seen ? against(event) : event))));
    const bad = spoilt.tests.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id);
    expect(bad).toEqual('test' in seen ? [seen.test] : []);
  }
});

/** Every place of a value whose content can be emptied, as a path of keys. */
const places = (value: unknown, path: readonly string[] = []): string[][] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) =>
    REFUTING.has(key) || key === 'event' || key === 'test' || key === 'suite' || key === 'time'
      ? []
      : [[...path, key], ...places(inner, [...path, key])],
  );
};

const empty = (value: unknown): unknown => {
  if (Array.isArray(value)) return [];
  if (typeof value === 'string') return '';
  if (typeof value === 'number') return 0;
  return typeof value === 'boolean' ? false : undefined;
};

const emptied = (event: RunEvent, path: readonly string[]): RunEvent => {
  const copy = structuredClone(event);
  let holder = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const value = empty(holder[last]);
  if (value !== undefined) holder[last] = value;
  return copy;
};

test('emptying any field of the evidence never makes a test pass or a criterion met', () => {
  fc.assert(
    fc.property(runs, fc.nat(), fc.nat(), (events, pickEvent, pickField) => {
      const evidence = events.flatMap((event, index) => (EVIDENCE.has(event.event) ? [index] : []));
      fc.pre(evidence.length > 0);
      const index = evidence[pickEvent % evidence.length] ?? 0;
      const event = events[index];
      if (event === undefined) return;
      const fields = places(event);
      fc.pre(fields.length > 0);
      const changed = emptied(event, fields[pickField % fields.length] ?? []);
      expectNoBetter(events.with(index, changed), events);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

/** Events whose lists come with their number. */
const COUNTED: ReadonlySet<string> = new Set([
  'scanned',
  'checked',
  'documented',
  'compared',
  'guided',
  'reviewed',
]);

const shortened = (event: RunEvent, path: readonly string[], pick: number): RunEvent | undefined => {
  const copy = structuredClone(event);
  let list: unknown = copy;
  for (const key of path) list = (list as Record<string, unknown>)[key];
  if (!Array.isArray(list) || list.length === 0) return undefined;
  list.splice(pick % list.length, 1);
  return copy;
};

test('taking one entry out of a list of what was examined never makes a criterion met', () => {
  fc.assert(
    fc.property(runs, fc.nat(), fc.nat(), fc.nat(), (events, pickEvent, pickList, pickEntry) => {
      const counted = events.flatMap((event, index) => (COUNTED.has(event.event) ? [index] : []));
      fc.pre(counted.length > 0);
      const index = counted[pickEvent % counted.length] ?? 0;
      const event = events[index];
      if (event === undefined) return;
      const lists = places(event).filter((path) => shortened(event, path, 0) !== undefined);
      fc.pre(lists.length > 0);
      const changed = shortened(event, lists[pickList % lists.length] ?? [], pickEntry);
      if (changed !== undefined) expectNoBetter(events.with(index, changed), events);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

test('any part of a record in any order has a judgement, and every planned test one verdict', () => {
  fc.assert(
    fc.property(
      runs.chain((events) => fc.shuffledSubarray(events)),
      (events) => {
        const record = foldRecord(events);
        const judgement = judge(record);
        expect(judgementSchema.safeParse(judgement).success).toBe(true);
        const total = Object.values(countTests(judgement.tests)).reduce((sum, count) => sum + count, 0);
        expect(total).toBe(record.tests.length);
        expect(judgement.tests.map((judged) => judged.id)).toEqual(
          record.tests.map((seen) => seen.planned.id),
        );
        const criteria = countCriteria(judgement.criteria);
        expect(Object.values(criteria).reduce((sum, count) => sum + count, 0)).toBe(24);
        for (const said of [...judgement.criteria, ...judgement.beyond, ...judgement.tests]) {
          expect(said.reasons.length).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a record cut short never says more than the whole one', () => {
  fc.assert(
    fc.property(runs, fc.nat(), (events, cut) => {
      const { good: whole } = verdictOf(events);
      const { good: part } = verdictOf(events.slice(0, cut % (events.length + 1)));
      expect([...part].filter((id) => !whole.has(id))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('the same record has the same judgement', () => {
  fc.assert(
    fc.property(runs, (events) => {
      expect(JSON.stringify(judge(foldRecord(events)))).toBe(
        JSON.stringify(judge(foldRecord(structuredClone(events)))),
      );
    }),
  );
});
