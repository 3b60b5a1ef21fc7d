import { judgeTest } from '../criteria/judge-test.js';
import type { RunEvent } from '../record/event.js';
import type { JudgedTest } from '../record/judgement.js';
import { foldRecord } from '../record/fold.js';
import type { PlannedTest } from '../record/record.js';
import { progressLine, type ProgressLine } from './progress-lines.js';

/** A test that has been started and is not judged yet. */
interface OpenTest {
  readonly planned: PlannedTest;
  readonly lane: number;
  /** When it was started, in milliseconds of the clock of the record. */
  readonly since: number;
  readonly events: readonly RunEvent[];
  readonly ended: boolean;
}

/** Where a run is, by the events it has written so far. */
export interface Progress {
  readonly planned: readonly PlannedTest[];
  readonly lanes: number;
  readonly open: ReadonlyMap<string, OpenTest>;
  readonly settled: readonly JudgedTest[];
  /** A build under way. */
  readonly building: string | undefined;
  /** Events that belong to no test and that judging a test needs. */
  readonly context: readonly RunEvent[];
}

/** The state after an event, and the lines it is worth. */
export interface ProgressStep {
  readonly progress: Progress;
  readonly lines: readonly ProgressLine[];
}

/** Before the first event. */
export const NO_PROGRESS: Progress = {
  planned: [],
  lanes: 1,
  open: new Map(),
  settled: [],
  building: undefined,
  context: [],
};

const CONTEXT: readonly RunEvent['event'][] = ['run-started', 'plan', 'build-finished', 'lane-ready'];
const EVIDENCE: readonly RunEvent['event'][] = ['sockets', 'frames', 'isolation', 'eal', 'test-finished'];

/** The whole evidence of a test is there: five kinds, the namespace looked at twice. */
const isWhole = (events: readonly RunEvent[]): boolean =>
  EVIDENCE.every(
    (kind) => events.filter(({ event }) => event === kind).length >= (kind === 'isolation' ? 2 : 1),
  );

const settle = (progress: Progress, tests: readonly OpenTest[]): ProgressStep => {
  let settled = progress.settled;
  const open = new Map(progress.open);
  const lines = tests.flatMap((test) => {
    const record = foldRecord([...progress.context, ...test.events]);
    const seen = record.tests.find(({ planned }) => planned.id === test.planned.id);
    open.delete(test.planned.id);
    if (seen === undefined) return [];
    const judged = judgeTest(record, seen);
    settled = [...settled, judged];
    return [progressLine.settled(judged, settled.length, progress.planned.length)];
  });
  return { progress: { ...progress, open, settled }, lines };
};

const begin = (progress: Progress, event: Extract<RunEvent, { event: 'test-started' }>): ProgressStep => {
  const planned = progress.planned.find((test) => test.id === event.test);
  if (planned === undefined) return { progress, lines: [] };
  // Whatever the lane's last test still lacks will not come any more.
  const late = [...progress.open.values()].filter(({ lane, ended }) => lane === event.lane && ended);
  const step = settle(progress, late);
  const open = new Map(step.progress.open);
  open.set(event.test, {
    planned,
    lane: event.lane,
    since: Date.parse(event.time),
    events: [event],
    ended: false,
  });
  return { progress: { ...step.progress, open }, lines: step.lines };
};

const gather = (progress: Progress, test: OpenTest, event: RunEvent): ProgressStep => {
  const events = [...test.events, event];
  const next = { ...test, events, ended: test.ended || event.event === 'test-finished' };
  const open = new Map(progress.open).set(test.planned.id, next);
  const state = { ...progress, open };
  return isWhole(events) ? settle(state, [next]) : { progress: state, lines: [] };
};

const general = (progress: Progress, event: RunEvent): Progress => {
  const context = CONTEXT.includes(event.event) ? [...progress.context, event] : progress.context;
  const next = { ...progress, context };
  if (event.event === 'plan') {
    const known = new Set(progress.planned.map(({ id }) => id));
    const planned = [...progress.planned, ...event.tests.filter(({ id }) => !known.has(id))];
    return { ...next, planned, lanes: event.lanes };
  }
  if (event.event === 'build-started') return { ...next, building: event.target };
  return event.event === 'build-finished' ? { ...next, building: undefined } : next;
};

/**
 * Takes the next event of the run. A test gets its line when all its evidence is there, and with it its verdict: that its
 * process said "ok" is not yet a pass.
 */
export const advance = (progress: Progress, event: RunEvent): ProgressStep => {
  if (event.event === 'test-started') return begin(progress, event);
  if (event.event === 'run-finished') {
    return settle(
      progress,
      [...progress.open.values()].filter(({ ended }) => ended),
    );
  }
  if (event.event !== 'blocked' && 'test' in event) {
    const test = progress.open.get(event.test);
    return test === undefined ? { progress, lines: [] } : gather(progress, test, event);
  }
  return { progress: general(progress, event), lines: progressLine.general(event) };
};
