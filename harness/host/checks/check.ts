import type { Cause } from '../../../lib/core/cause.js';
import type { HostFacts, HostNeeds } from '../facts.js';

/** One thing that was looked at. */
export interface Finding {
  /** Id of the cause when it is not as wanted. */
  readonly id: string;
  /** What was looked at, for people. */
  readonly title: string;
  readonly found: string;
  readonly wanted: string;
  /** Why nothing can run; absent when all is well. */
  readonly cause?: Cause;
  /** What to do for better runs; nothing is blocked by it. */
  readonly advice?: string;
}

/** A pure look at the facts. Undefined: it makes no sense on this host (what it depends on is missing itself). */
export type Check = (facts: HostFacts, needs: HostNeeds) => Finding | undefined;

/** Makes a finding; `fix` is what to do when `holds` is false. */
export const finding = (part: {
  readonly id: string;
  readonly title: string;
  readonly found: string;
  readonly wanted: string;
  readonly holds: boolean;
  readonly fix: string;
}): Finding => {
  const { id, title, found, wanted, holds, fix } = part;
  const seen = { id, title, found, wanted };
  return holds ? seen : { ...seen, cause: { id, seen: found, expected: wanted, fix } };
};

/** As {@link finding}, for what makes runs better or steadier and blocks none. */
export const advise = (part: Parameters<typeof finding>[0]): Finding => {
  const { id, title, found, wanted, holds, fix } = part;
  const seen = { id, title, found, wanted };
  return holds ? seen : { ...seen, advice: fix };
};
