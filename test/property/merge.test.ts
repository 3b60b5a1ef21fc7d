import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../harness/criteria/catalogue.js';
import { gate } from '../../harness/criteria/gate.js';
import { TEST_VERDICTS } from '../../harness/criteria/verdict.js';
import type { RunEvent } from '../../harness/record/event.js';
import type { JudgedCriterion, Judgement } from '../../harness/record/judgement.js';
import type { ReportInput } from '../../harness/report/report.js';
import { asRun, judgedText, mergedRuns, mergedText, recordText } from '../rig/merged.js';
import {
  buildFailedRun,
  conformantRun,
  hostBlockedRun,
  interruptedRun,
  neglectedRun,
  RECORDS,
  troubledRun,
} from '../rig/records.js';
import { plannedIds, selectRun, splitRun } from '../rig/split-run.js';

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** A judgement without what a merge may order otherwise. */
const inOrder = ({ criteria, beyond, tests }: Judgement) => {
  const sorted = (judged: readonly JudgedCriterion[]) =>
    judged.map((one) => ({ ...one, tests: one.tests.toSorted(), reasons: one.reasons.toSorted() }));
  return {
    criteria: sorted(criteria),
    beyond: sorted(beyond).toSorted(byId),
    tests: tests.map((judged) => ({ ...judged, part: undefined })).toSorted(byId),
  };
};

const verdicts = ({ judgement }: ReportInput): Record<string, string> =>
  Object.fromEntries(
    [...judgement.criteria, ...judgement.beyond, ...judgement.tests]
      .map(({ id, verdict }) => [id, verdict] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

const rank = (verdict: string): number => (TEST_VERDICTS as readonly string[]).indexOf(verdict);

/** Runs of one subject with the same tests, of which something else came in each. */
const VARIANTS = [
  conformantRun,
  troubledRun,
  neglectedRun,
  hostBlockedRun,
  buildFailedRun,
  interruptedRun,
] as const;

/** One of them, perhaps cut off after its beginning. */
const aPart = fc
  .tuple(fc.constantFrom(...VARIANTS), fc.option(fc.nat(), { nil: undefined, freq: 2 }))
  .map(([build, cut]) => {
    const events = build();
    return cut === undefined ? events : events.slice(0, 1 + (cut % events.length));
  });

const parts = (minLength: number) =>
  fc
    .array(aPart, { minLength, maxLength: 4 })
    .map((runs) => runs.map((events, index) => asRun(`run-${index}`, events)));

test('the parts of a run, however it was split and in whatever order, are judged as the whole', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(RECORDS)).map((build) => build()),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
      fc.nat(),
      fc.nat(),
      (events, count, places, examining, turn) => {
        const split = splitRun(
          events,
          count,
          places.map((place) => [place]),
          examining,
        );
        const at = turn % count;
        const merged = mergedRuns(...split.slice(at), ...split.slice(0, at));
        const whole = judgedText(recordText(events));
        expect(inOrder(merged.judgement)).toEqual(inOrder(whole.judgement));
        expect(merged.judgement.tests).toHaveLength(plannedIds(events).length);
      },
    ),
    { numRuns: 200 },
  );
}, 120_000);

test('a test that is in several parts with the same end has the verdict it has in one', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(RECORDS)).map((build) => build()),
      fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 12, maxLength: 12 }),
      fc.nat(),
      (events, places, examining) => {
        const merged = mergedRuns(...splitRun(events, 3, places, examining));
        expect(verdicts(merged)).toEqual(verdicts(judgedText(recordText(events))));
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);

test('a further part never improves the verdict of a test, nor the exit code to 0', () => {
  fc.assert(
    fc.property(parts(2), (runs) => {
      const [fewer, more] = [mergedRuns(...runs.slice(0, -1)), mergedRuns(...runs)];
      const after = new Map(more.judgement.tests.map(({ id, verdict }) => [id, verdict]));
      for (const { id, verdict } of fewer.judgement.tests)
        expect(rank(after.get(id) ?? '')).toBeGreaterThanOrEqual(rank(verdict));
      const exit = ({ record, judgement }: ReportInput): number =>
        gate(record, judgement, { certify: false });
      if (exit(fewer) !== 0) expect(exit(more)).not.toBe(0);
    }),
    { numRuns: 200 },
  );
}, 120_000);

test('the worst verdict of each test counts, and each counts once', () => {
  fc.assert(
    fc.property(parts(1), (runs) => {
      const merged = mergedRuns(...runs);
      const alone = runs.flatMap((events) => judgedText(recordText(events)).judgement.tests);
      const ids = new Set(alone.map(({ id }) => id));
      expect(merged.judgement.tests.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
      for (const { id, verdict } of merged.judgement.tests)
        expect(rank(verdict)).toBe(
          Math.max(...alone.filter((judged) => judged.id === id).map((judged) => rank(judged.verdict))),
        );
    }),
    { numRuns: 200 },
  );
}, 120_000);

test('a record merged with itself, or with a run that went the same way, has the verdicts it has alone', () => {
  for (const build of Object.values(RECORDS)) {
    const events = build();
    const alone = verdicts(judgedText(recordText(events)));
    const twice = mergedRuns(events, events);
    expect(twice.record.parts).toHaveLength(1);
    expect(verdicts(twice)).toEqual(alone);
    expect(verdicts(mergedRuns(events, asRun('again', events)))).toEqual(alone);
  }
});

test('merging in two steps is merging at once, and the same parts make the same text', () => {
  fc.assert(
    fc.property(parts(3), (runs) => {
      const [first = [], second = [], ...rest] = runs;
      const inner = mergedText([first, second]);
      const events = (text: string): RunEvent[] =>
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as RunEvent);
      const steps = mergedText([events(inner), ...rest]);
      expect(steps).toBe(mergedText(runs));
    }),
    { numRuns: 50 },
  );
}, 120_000);

test('what was selected for no part is not met, and what is met was met by a part that selected it', () => {
  const ids = [...CATALOGUE.map(({ id }) => id), 'X-INTEGRITY', 'X-DEVICE-LOCK', 'X-CLIENTS'];
  const suites = ['tcp_dpdk', 'tcp_dpdk_real', 'multi_process', 'worker_isolation'];
  const selection = fc.oneof(
    fc.subarray(ids, { minLength: 1, maxLength: 4 }).map((criteria) => ({ criteria })),
    fc.subarray(suites, { minLength: 1, maxLength: 3 }).map((chosen) => ({ suites: chosen })),
    fc.record({
      criteria: fc.subarray(ids, { minLength: 1, maxLength: 4 }),
      suites: fc.subarray(suites, { minLength: 1, maxLength: 2 }),
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(aPart, selection), { minLength: 1, maxLength: 4 }), (chosen) => {
      const runs = chosen.map(([events, selected], index) => selectRun(events, `run-${index}`, selected));
      const merged = verdicts(mergedRuns(...runs));
      const alone = runs.map((events) => verdicts(judgedText(recordText(events))));
      for (const [id, verdict] of Object.entries(merged))
        if (verdict === 'met') expect(alone.map((one) => one[id])).toContain('met');
    }),
    { numRuns: 500 },
  );
}, 120_000);

test('a merged record cut at any byte never says more than the whole', () => {
  const plannedIn = ({ record }: ReportInput, id: string): boolean =>
    record.tests.some(({ planned }) => planned.id === id);
  const good = (input: ReportInput): string[] =>
    Object.entries(verdicts(input)).flatMap(([id, verdict]) =>
      verdict === 'pass' || verdict === 'met' ? [id] : [],
    );
  fc.assert(
    fc.property(parts(2), fc.double({ min: 0, max: 1, noNaN: true }), (runs, share) => {
      const text = mergedText(runs);
      const whole = judgedText(text);
      const left = text.slice(0, Math.floor(text.length * share));
      const cut = judgedText(left);
      // Of a part whose plan is lost nobody knows the tests: then the criteria it may have been to show are not met.
      const counted = good(cut).filter((id) => cut.record.planned || !plannedIn(whole, id));
      expect(counted.filter((id) => !good(whole).includes(id))).toEqual([]);
      // Without the last line feed nothing is lost.
      if (left.length < text.length - 1)
        expect(gate(cut.record, cut.judgement, { certify: false })).not.toBe(0);
    }),
    { numRuns: 150 },
  );
}, 120_000);
