import type { EventOf, RunEvent } from './event.js';
import type { PlannedTest, RunRecord, TestRecord } from './record.js';

type Of<N extends RunEvent['event']> = EventOf<N>;

const all = <N extends RunEvent['event']>(events: readonly RunEvent[], name: N): Of<N>[] =>
  events.filter((event): event is Of<N> => event.event === name);

const plannedTests = (events: readonly RunEvent[]): PlannedTest[] => {
  const tests = new Map<string, PlannedTest>();
  for (const plan of all(events, 'plan')) {
    for (const test of plan.tests) if (!tests.has(test.id)) tests.set(test.id, test);
  }
  return [...tests.values()];
};

/** Groups events by the test they name, so that folding stays linear in the length of the record. */
const byTest = (events: readonly RunEvent[]): Map<string, RunEvent[]> => {
  const groups = new Map<string, RunEvent[]>();
  for (const event of events) {
    if (event.event === 'blocked' || !('test' in event)) continue;
    const group = groups.get(event.test);
    if (group === undefined) groups.set(event.test, [event]);
    else group.push(event);
  }
  return groups;
};

const testRecord = (planned: PlannedTest, events: readonly RunEvent[]): TestRecord => ({
  planned,
  started: all(events, 'test-started'),
  sockets: all(events, 'sockets'),
  frames: all(events, 'frames'),
  isolation: all(events, 'isolation'),
  eal: all(events, 'eal'),
  subtests: all(events, 'subtests'),
  finished: all(events, 'test-finished'),
});

/** Folds the events of one run, in the order written, into one record. Total: any list of events gives a record. */
export const foldRun = (events: readonly RunEvent[], notes: readonly string[] = []): RunRecord => {
  const groups = byTest(events);
  const tests = plannedTests(events).map((planned) => testRecord(planned, groups.get(planned.id) ?? []));
  const known = new Set(tests.map((test) => test.planned.id));
  const strays = [...groups.keys()].filter((id) => !known.has(id));
  return {
    run: all(events, 'run-started')[0],
    host: all(events, 'host')[0],
    guest: all(events, 'guest')[0],
    internet: all(events, 'internet'),
    crate: all(events, 'subject-found')[0],
    trees: all(events, 'subject-tree'),
    planned: events.some((event) => event.event === 'plan'),
    tests,
    blocked: all(events, 'blocked'),
    scans: all(events, 'scanned'),
    linked: all(events, 'linked'),
    checks: all(events, 'checked'),
    documented: all(events, 'documented'),
    compared: all(events, 'compared'),
    guides: all(events, 'guided'),
    reviews: all(events, 'reviewed'),
    builds: all(events, 'build-finished'),
    lanes: all(events, 'lane-ready'),
    interrupted: all(events, 'interrupted')[0],
    restored: all(events, 'restored'),
    finished: all(events, 'run-finished')[0],
    notes: [...notes, ...strays.map((id) => `the record has events of ${id}, which the plan does not name`)],
    parts: [],
  };
};
