import type { EventOf, RunEvent } from './event.js';

/** What is wrong with the order of events. */
export interface Misplaced {
  /** Index of the event that cannot stand there. */
  readonly index: number;
  readonly message: string;
}

/** Indices at which the parts of a merged record begin. */
const beginnings = ({ parts }: EventOf<'merged'>): readonly number[] =>
  parts.map((_, part) => 1 + parts.slice(0, part).reduce((sum, { events }) => sum + events, 0));

const inMerged = (header: EventOf<'merged'>, events: readonly RunEvent[]): Misplaced | undefined => {
  const starts = new Set(beginnings(header));
  const end = 1 + header.parts.reduce((sum, part) => sum + part.events, 0);
  const index = events.findIndex(
    ({ event }, at) =>
      at > 0 && (at >= end || event === 'merged' || starts.has(at) !== (event === 'run-started')),
  );
  if (index === -1) return undefined;
  const message =
    index >= end
      ? 'saw a line after the last part; expected none'
      : starts.has(index)
        ? 'saw no beginning of a run; expected one: a line of the part before it is missing, or one too many'
        : 'saw the beginning of a run within a part; expected it where the first line says';
  return { index, message };
};

/**
 * The first event that stands where none of its kind may. Two records in one file are not one record: what one run showed must not be taken for
 * what another lacks.
 */
export const misplaced = (events: readonly RunEvent[]): Misplaced | undefined => {
  const [first] = events;
  if (first?.event === 'merged') return inMerged(first, events);
  const begun = events.findIndex(({ event }) => event === 'run-started');
  const index = events.findIndex(
    ({ event }, at) => event === 'merged' || (event === 'run-started' && at > begun),
  );
  return index === -1
    ? undefined
    : {
        index,
        message:
          'saw a second record in this file; expected one; `dpdk-conformance merge` puts several together',
      };
};

/** The events of each part of a merged record, in its order. Of a part that was cut off there are fewer than its header says, or none. */
export const eventsOfParts = (
  header: EventOf<'merged'>,
  events: readonly RunEvent[],
): readonly (readonly RunEvent[])[] =>
  beginnings(header).map((start, part) => events.slice(start, start + (header.parts[part]?.events ?? 0)));
