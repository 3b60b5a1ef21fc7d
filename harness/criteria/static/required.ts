/** The types a subject adds to `tokio::net`. */
export const NEW_TYPES = ['TcpDpdkStream', 'TcpDpdkListener', 'TcpDpdkSocket'] as const;

/** Criteria shown by looking at the subject and the suites' sources instead of by tests. */
export const EXAMINED_CRITERIA = ['AC-0.6', 'AC-15', 'AC-16', 'AC-17', 'AC-18', 'X-API'] as const;
export type ExaminedCriterion = (typeof EXAMINED_CRITERIA)[number];

/** Those of them beyond the 24. */
export const EXAMINED_BEYOND = ['X-API'] as const satisfies readonly ExaminedCriterion[];

/** True for a criterion that is shown so. */
export const isExamined = (id: string): id is ExaminedCriterion =>
  (EXAMINED_CRITERIA as readonly string[]).includes(id);

/** At most so many are named in a verdict's reasons; the rest is counted. */
const NAMED = 10;

/** The first of many reasons, and how many more there are. */
export const someOf = (reasons: readonly string[], what: string): readonly string[] =>
  reasons.length <= NAMED
    ? reasons
    : [...reasons.slice(0, NAMED), `and ${reasons.length - NAMED} more ${what}`];
