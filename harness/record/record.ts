import type { EventOf } from './event.js';

/** One test as the plan names it. */
export type PlannedTest = EventOf<'plan'>['tests'][number];

/** Everything the record holds about one planned test. Lists, because a record may say a thing twice: then all of it counts. */
export interface TestRecord {
  readonly planned: PlannedTest;
  readonly started: readonly EventOf<'test-started'>[];
  readonly sockets: readonly EventOf<'sockets'>[];
  readonly frames: readonly EventOf<'frames'>[];
  readonly isolation: readonly EventOf<'isolation'>[];
  readonly eal: readonly EventOf<'eal'>[];
  readonly subtests: readonly EventOf<'subtests'>[];
  readonly finished: readonly EventOf<'test-finished'>[];
}

/** A whole run, folded from its events in the order they were written. Every part may be absent: a record can be cut anywhere. */
export interface RunRecord {
  readonly run: EventOf<'run-started'> | undefined;
  readonly host: EventOf<'host'> | undefined;
  /** The guest the tests ran in. */
  readonly guest: EventOf<'guest'> | undefined;
  /** Looks at the targets of the Internet through the port. */
  readonly internet: readonly EventOf<'internet'>[];
  readonly planned: boolean;
  /** The crate that was given by its path. */
  readonly crate: EventOf<'subject-found'> | undefined;
  /** Looks at its tree: before, after. */
  readonly trees: readonly EventOf<'subject-tree'>[];
  /** In the order of the plan. */
  readonly tests: readonly TestRecord[];
  readonly blocked: readonly EventOf<'blocked'>[];
  readonly scans: readonly EventOf<'scanned'>[];
  readonly linked: readonly EventOf<'linked'>[];
  readonly checks: readonly EventOf<'checked'>[];
  readonly documented: readonly EventOf<'documented'>[];
  readonly compared: readonly EventOf<'compared'>[];
  readonly guides: readonly EventOf<'guided'>[];
  readonly reviews: readonly EventOf<'reviewed'>[];
  readonly builds: readonly EventOf<'build-finished'>[];
  readonly lanes: readonly EventOf<'lane-ready'>[];
  readonly interrupted: EventOf<'interrupted'> | undefined;
  readonly restored: readonly EventOf<'restored'>[];
  readonly finished: EventOf<'run-finished'> | undefined;
  /** What is odd about the record itself, in words: a torn last line, events of tests nobody planned. */
  readonly notes: readonly string[];
  /** The runs it was merged from; none for the record of one run. What stands beside them here is of all of them together. */
  readonly parts: readonly RunRecord[];
}

/** The runs a record is of: those it was merged from, or the one. */
export const partsOf = (record: RunRecord): readonly RunRecord[] =>
  record.parts.length === 0 ? [record] : record.parts;
