import { findCriterion } from '../../harness/criteria/catalogue.js';
import type { RunEvent } from '../../harness/record/event.js';
import { asRun } from './merged.js';

const EXAMINED: ReadonlySet<RunEvent['event']> = new Set([
  'checked',
  'documented',
  'compared',
  'guided',
  'reviewed',
]);

/** What of a run's events one part of it has. */
interface Share {
  readonly runId: string;
  readonly tests: ReadonlySet<string>;
  /** It looks at what is shown without tests. */
  readonly examines: boolean;
}

const share = (events: readonly RunEvent[], { runId, tests, examines }: Share): RunEvent[] => {
  const suites = new Set(
    events.flatMap((event) =>
      event.event === 'plan' ? event.tests.filter(({ id }) => tests.has(id)).map(({ suite }) => suite) : [],
    ),
  );
  return asRun(runId, events).flatMap((event): RunEvent[] => {
    if (event.event === 'run-started') return [examines ? event : { ...event, examines: [] }];
    if (event.event === 'plan') return [{ ...event, tests: event.tests.filter(({ id }) => tests.has(id)) }];
    if (event.event === 'scanned') return examines || suites.has(event.suite) ? [event] : [];
    if (EXAMINED.has(event.event)) return examines ? [event] : [];
    return !('test' in event) || event.test === undefined || tests.has(event.test) ? [event] : [];
  });
};

/** Ids of the tests a run planned. */
export const plannedIds = (events: readonly RunEvent[]): readonly string[] => [
  ...new Set(events.flatMap((event) => (event.event === 'plan' ? event.tests.map(({ id }) => id) : []))),
];

/**
 * A run as if it had been run in parts: test number N is in the parts that `places[N]` names (the first, where it names none), what is shown
 * without tests in the part `examining`.
 */
export const splitRun = (
  events: readonly RunEvent[],
  count: number,
  places: readonly (readonly number[])[],
  examining: number,
): RunEvent[][] => {
  const ids = plannedIds(events);
  return Array.from({ length: count }, (_, part) =>
    share(events, {
      runId: `run-${part}`,
      tests: new Set(
        ids.filter((_id, index) => {
          const own = (places[index] ?? []).map((place) => place % count);
          return own.length === 0 ? part === 0 : own.includes(part);
        }),
      ),
      examines: part === examining % count,
    }),
  );
};

/** A run as `--criterion` or `--suite` would have had it. */
export const selectRun = (
  events: readonly RunEvent[],
  runId: string,
  selection: { readonly criteria?: readonly string[]; readonly suites?: readonly string[] },
): RunEvent[] => {
  const { criteria, suites } = selection;
  const proves = (test: { readonly suite: string; readonly criteria: readonly string[] }): boolean =>
    criteria?.some((id) => {
      const criterion = findCriterion(id);
      const whole = criterion?.scan === true || criterion?.wholeSuite === true;
      return test.criteria.includes(id) || (whole && criterion.suite === test.suite);
    }) ?? true;
  const chosen = events
    .flatMap((event) => (event.event === 'plan' ? event.tests : []))
    .filter((test) => proves(test) && (suites?.includes(test.suite) ?? true));
  const part = share(events, { runId, tests: new Set(chosen.map(({ id }) => id)), examines: false });
  return part.map((event) =>
    event.event === 'run-started'
      ? {
          ...event,
          suites: [...new Set(chosen.map(({ suite }) => suite))],
          ...(criteria === undefined ? {} : { criteria: [...criteria] }),
        }
      : event,
  );
};
