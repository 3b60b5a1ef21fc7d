import type { EventOf } from './event.js';
import type { RunRecord, TestRecord } from './record.js';

const union = <T>(lists: readonly (readonly T[])[]): T[] => [...new Set(lists.flat())];

/** Events that say the same, once: the latest of them, as an allowance that has expired since speaks for nothing. */
const once = <T extends { readonly time: string }>(events: readonly T[]): readonly T[] => {
  const latest = new Map<string, T>();
  for (const event of events) {
    const key = JSON.stringify({ ...event, time: '' });
    const before = latest.get(key);
    if (before === undefined || before.time < event.time) latest.set(key, event);
  }
  return [...latest.values()];
};

/** All that the parts hold about one test. */
const together = (instances: readonly TestRecord[], first: TestRecord): TestRecord => ({
  planned: first.planned,
  started: instances.flatMap(({ started }) => started),
  sockets: instances.flatMap(({ sockets }) => sockets),
  frames: instances.flatMap(({ frames }) => frames),
  isolation: instances.flatMap(({ isolation }) => isolation),
  eal: instances.flatMap(({ eal }) => eal),
  subtests: instances.flatMap(({ subtests }) => subtests),
  finished: instances.flatMap(({ finished }) => finished),
});

const testsOf = (parts: readonly RunRecord[]): readonly TestRecord[] => {
  const groups = new Map<string, [TestRecord, ...TestRecord[]]>();
  for (const test of parts.flatMap(({ tests }) => tests)) {
    const group = groups.get(test.planned.id);
    if (group === undefined) groups.set(test.planned.id, [test]);
    else group.push(test);
  }
  return [...groups.values()].map((group) => together(group, group[0]));
};

const runOf = (parts: readonly RunRecord[]): EventOf<'run-started'> | undefined => {
  const runs = parts.flatMap(({ run }) => run ?? []);
  const [first] = runs;
  if (first === undefined) return undefined;
  const criteria = runs.flatMap((run) => (run.criteria === undefined ? [] : [run.criteria]));
  return {
    ...first,
    time: runs.reduce((least, { time }) => (time < least ? time : least), first.time),
    runId: runs.map(({ runId }) => runId).join('+'),
    subject: runs.find(({ subject }) => subject.package !== undefined)?.subject ?? first.subject,
    suites: union(runs.map(({ suites }) => suites)),
    criteria: criteria.length < runs.length ? undefined : union(criteria),
    notices: union(runs.map(({ notices }) => notices)),
    examines: union(runs.map(({ examines }) => examines ?? [])),
    elsewhere: union(runs.map(({ elsewhere }) => elsewhere ?? [])),
  };
};

const hostOf = (parts: readonly RunRecord[]): EventOf<'host'> | undefined => {
  const hosts = parts.map(({ host }) => host);
  const [first] = hosts;
  const same = hosts.every((host) => JSON.stringify(host?.facts) === JSON.stringify(first?.facts));
  return same ? first : undefined;
};

const finishedOf = (parts: readonly RunRecord[]): EventOf<'run-finished'> | undefined => {
  const ends = parts.flatMap(({ finished }) => finished ?? []);
  return ends.length < parts.length || ends.length === 0
    ? undefined
    : {
        event: 'run-finished',
        time: ends.map(({ time }) => time).reduce((most, time) => (time > most ? time : most)),
        durationMs: ends.reduce((sum, { durationMs }) => sum + durationMs, 0),
      };
};

/** `part 2`, with the id of its run where the record has it. */
export const partName = (part: RunRecord, index: number): string =>
  `part ${index + 1}${part.run === undefined ? '' : ` (run ${part.run.runId})`}`;

/**
 * The record of several runs: lists are those of all of them, one after the other. It has an end only when each part has one, a plan only when
 * each has one, and a host only when it is the same for all. What a test owes is judged by its own part, never by this.
 */
export const combine = (parts: readonly RunRecord[], notes: readonly string[]): RunRecord => ({
  run: runOf(parts),
  host: hostOf(parts),
  guest: parts.find(({ guest }) => guest !== undefined)?.guest,
  internet: parts.flatMap(({ internet }) => internet),
  planned: parts.every(({ planned }) => planned),
  crate: parts.find(({ crate }) => crate !== undefined)?.crate,
  trees: parts.flatMap(({ trees }) => trees),
  tests: testsOf(parts),
  blocked: parts.flatMap(({ blocked }) => blocked),
  scans: once(parts.flatMap(({ scans }) => scans)),
  linked: once(parts.flatMap(({ linked }) => linked)),
  checks: parts.flatMap(({ checks }) => checks),
  documented: parts.flatMap(({ documented }) => documented),
  compared: parts.flatMap(({ compared }) => compared),
  guides: parts.flatMap(({ guides }) => guides),
  reviews: parts.flatMap(({ reviews }) => reviews),
  builds: parts.flatMap(({ builds }) => builds),
  lanes: parts.flatMap(({ lanes }) => lanes),
  interrupted: parts.find(({ interrupted }) => interrupted !== undefined)?.interrupted,
  restored: parts.flatMap(({ restored }) => restored),
  finished: finishedOf(parts),
  notes: [
    ...notes,
    ...parts.flatMap((part, index) => part.notes.map((note) => `${partName(part, index)}: ${note}`)),
  ],
  parts,
});
