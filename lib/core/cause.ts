/**
 * One reason why something cannot go on, in the form every message of this program has:
 * what was seen, what was expected, what to do. `fix` is a command (or edit) the user can carry out as it stands.
 */
export interface Cause {
  /** Stable kebab-case id, e.g. `dpdk-missing`; part of the interface, see docs/reference/causes.md. */
  readonly id: string;
  readonly seen: string;
  readonly expected: string;
  readonly fix: string;
}

/** A cause as one line of text. */
export const describeCause = (cause: Cause): string =>
  `${cause.id}: saw ${cause.seen}; expected ${cause.expected}; to mend it: ${cause.fix}`;
