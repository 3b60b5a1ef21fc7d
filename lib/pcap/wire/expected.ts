import type { TracedSegment } from '../connection.js';
import { matcherOf, type Expected } from './matcher.js';
import { nameOf, PROPERTIES, type Property } from './properties.js';

/** Properties and what they are to be. */
export type Properties = Partial<Readonly<Record<Property, Expected>>>;

/** The expectations in words. */
export const inWords = (expected: Properties): string =>
  Object.entries(expected)
    .map(([name, value]) => `${nameOf(name as Property)} ${matcherOf(value).words}`)
    .join(', ');

/** The properties that are not as expected, with what they are. */
export const wrong = (segment: TracedSegment, expected: Properties): readonly string[] =>
  (Object.entries(expected) as [Property, Expected][]).flatMap(([name, value]) => {
    const seen = PROPERTIES[name](segment);
    return matcherOf(value).test(seen) ? [] : [`${nameOf(name)} ${String(seen ?? 'absent')}`];
  });

/** A number of segments in words. */
export const some = (count: number): string => (count === 1 ? '1 segment' : `${count} segments`);
