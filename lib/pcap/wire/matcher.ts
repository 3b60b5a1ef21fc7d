/** Anything a property of a segment may be. */
export type Value = number | string | boolean | undefined;

/** A condition on a value, with words that follow the property's name: `42`, `10 or more`. */
export interface Matcher {
  readonly words: string;
  readonly test: (value: Value) => boolean;
}

/** A value itself, or a condition on it. */
export type Expected = number | string | boolean | Matcher;

const number = (words: string, test: (value: number) => boolean): Matcher => ({
  words,
  test: (value) => typeof value === 'number' && test(value),
});

export const atLeast = (least: number): Matcher => number(`${least} or more`, (value) => value >= least);
export const atMost = (most: number): Matcher => number(`${most} or less`, (value) => value <= most);
export const between = (least: number, most: number): Matcher =>
  number(`from ${least} to ${most}`, (value) => value >= least && value <= most);

/** There is no such thing on the segment. */
export const absent: Matcher = { words: 'absent', test: (value) => value === undefined };

export const matcherOf = (expected: Expected): Matcher =>
  typeof expected === 'object' ? expected : { words: String(expected), test: (value) => value === expected };
