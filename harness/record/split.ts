import type { RunEvent } from './event.js';
import { eventsOfParts } from './order.js';
import type { ParsedRecord } from './parse.js';

/** A record that is to be merged. */
export interface GivenRecord {
  /** How messages call it. */
  readonly name: string;
  readonly parsed: ParsedRecord;
}

/** The record of one run among those that are to be merged. */
export interface OwnRecord {
  /** How messages call it. */
  readonly name: string;
  /** Index of the record it was found in. */
  readonly given: number;
  /** Folder of the files it names, below that of the record it was found in; empty: that folder itself. */
  readonly directory: string;
  readonly events: readonly RunEvent[];
  /** Its lines as they stand, without one that is torn. */
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** The records of single runs in a record: itself, or the parts it was merged from. */
export const splitRecord = ({ name, parsed }: GivenRecord, given: number): readonly OwnRecord[] => {
  const { events, lines, notes } = parsed;
  const [first] = events;
  if (first?.event !== 'merged') return [{ name, given, directory: '', events, lines, notes }];
  const found = eventsOfParts(first, events);
  let at = 1;
  return first.parts.map((part, index) => {
    const own = found[index] ?? [];
    const mine = lines.slice(at, at + own.length);
    at += own.length;
    const lost =
      own.length === part.events
        ? []
        : [`${name} had ${own.length} of its ${part.events} lines: it was cut`, ...notes];
    return {
      name: `part ${index + 1} of ${name}`,
      given,
      directory: part.directory,
      events: own,
      lines: mine,
      notes: [...part.notes, ...lost],
    };
  });
};
