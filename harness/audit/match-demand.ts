import type { Cursor } from '../../lib/rust/cursor.js';
import { Kind } from '../../lib/rust/tokens.js';

/** What a program expects of a call's result: that it is good, that it is an error, or it takes both. */
export type Demand = 'good' | 'error' | 'either';

const PANICS = /^(panic|unreachable)$/;

/** One arm: the results its pattern takes, and whether nothing but a panic comes of it. */
interface Arm {
  readonly takes: readonly ('good' | 'error')[];
  readonly panics: boolean;
}

/** The braces of the `match` whose value a token is part of; undefined when its statement is none. */
const armsAround = (c: Cursor, token: number, floor: number, to: number): number | undefined => {
  let at = token;
  while (at > floor && c.text(at) !== 'match') {
    if (c.isPunct(at, ';') || c.isOpen(at, '{') || c.isClose(at, '}')) return undefined;
    const pair = c.tokens.kind[at] === Kind.close ? (c.tokens.pair[at] as number) : -1;
    at = (pair === -1 ? at : pair) - 1;
  }
  if (at <= floor) return undefined;
  for (let next = at + 1; next < to; next = c.after(next)) if (c.isOpen(next, '{')) return next;
  return undefined;
};

const isArrow = (c: Cursor, at: number): boolean => c.isPunct(at, '=') && c.isPunct(at + 1, '>');

/** The results one alternative of a pattern takes: both, when it is a name or `_`. Its condition takes none: what fails it goes on to other arms. */
const takenBy = (words: readonly string[]): Arm['takes'] => {
  const condition = words.indexOf('if');
  const pattern = condition === -1 ? words : words.slice(0, condition);
  if (pattern.includes('Err')) return ['error'];
  return pattern.includes('Ok') ? ['good'] : ['good', 'error'];
};

const armsOf = (c: Cursor, open: number): readonly Arm[] => {
  const arms: Arm[] = [];
  const close = c.pair(open);
  for (let at = open + 1; at < close;) {
    const alternatives: string[][] = [[]];
    for (; at < close && !isArrow(c, at); at++) {
      const word = c.text(at);
      if (word === '|' && c.enclosing(at) === open && !alternatives.at(-1)?.includes('if'))
        alternatives.push([]);
      else alternatives.at(-1)?.push(word);
    }
    const body = at + 2;
    const first = c.isOpen(body, '{') ? body + 1 : body;
    arms.push({
      takes: alternatives.flatMap(takenBy),
      panics: c.isName(first) && PANICS.test(c.name(first)) && c.isPunct(first + 1, '!'),
    });
    if (c.isOpen(body, '{')) at = c.after(body);
    else for (at = body; at < close && !c.isPunct(at, ',');) at = c.after(at);
    if (c.isPunct(at, ',')) at++;
  }
  return arms;
};

/** What a `match` over the result of a call expects of it, by the arms from which a panic comes; `either` when there is no such `match`. */
export const matchDemand = (c: Cursor, token: number, floor: number, to: number): Demand => {
  const open = armsAround(c, token, floor, to);
  if (open === undefined) return 'either';
  const arms = armsOf(c, open);
  const [good, error] = (['good', 'error'] as const).map((result) => {
    const taking = arms.filter(({ takes }) => takes.includes(result));
    return { some: taking.length > 0, refused: taking.every(({ panics }) => panics) };
  });
  if (good?.some !== true || error?.some !== true || good.refused === error.refused) return 'either';
  return good.refused ? 'error' : 'good';
};
