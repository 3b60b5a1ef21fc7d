import type { Cursor } from '../../../lib/rust/cursor.js';
import { Word } from '../../../lib/rust/keywords.js';
import { Kind } from '../../../lib/rust/tokens.js';

/** What decides whether a token is reached: one construct around it. Ranges are tokens `[from, to)`. */
export interface Guard {
  readonly kind:
    | 'if'
    | 'else'
    | 'let-else'
    | 'arm'
    | 'loop'
    | 'closure'
    | 'async'
    | 'plain'
    | 'spawn'
    | 'assertion'
    | 'macro'
    | 'call';
  /** Condition, scrutinee (arm) or initialiser (let-else), with what is matched on. */
  readonly from: number;
  readonly to: number;
  /** Pattern of an arm. */
  readonly pattern?: readonly [number, number];
  /** The block (or arm body) itself. */
  readonly block: readonly [number, number];
}

/** Calls whose closure or future runs beside the test, not as the test. */
const SPAWNERS = /^(spawn|spawn_blocking|spawn_local|spawn_on|spawn_local_on|spawn_blocking_on|spawn_fifo)$/;

/** Index of the token that opens the group around `at`, or -1. Never goes before `floor`. */
const enclosing = (c: Cursor, at: number, floor: number): number => {
  const open = c.enclosing(at);
  return open >= floor ? open : -1;
};

/** How far back a header or pattern is looked for, in steps: no condition of a person is longer. */
const REACH = 600;

const isArrow = (c: Cursor, at: number): boolean => c.isPunct(at, '>') && c.isPunct(at - 1, '=');

/** First token of the statement or header that ends before `to`: goes back over whole groups to `;`, `{`, `}` or `,`. */
const headerStart = (c: Cursor, to: number, floor: number): number => {
  const { kind, sym, pair } = c.tokens;
  let at = to;
  for (let steps = 0; at > floor && steps < REACH; steps++) {
    const before = at - 1;
    if (kind[before] === Kind.open || c.isPunct(before, ';') || c.isPunct(before, ',')) return at;
    if (kind[before] === Kind.close) {
      if (sym[before] === 0x7d && !c.isPunct(at, '.') && !c.isPunct(at, '?')) return at;
      at = pair[before] === -1 ? before : (pair[before] as number);
    } else at = before;
    if (isArrow(c, at - 1) && at - 1 > floor) return at;
  }
  return at;
};

const findWord = (c: Cursor, from: number, to: number, word: number): number => {
  for (let at = from; at < to; at = c.after(at)) if (c.isWord(at, word)) return at;
  return -1;
};

/** The arm whose `=>` ends at `arrow`; `open` is the brace of its match. */
const arm = (c: Cursor, arrow: number, open: number, block: readonly [number, number]): Guard => {
  let from = arrow - 1;
  for (let steps = 0; from > open + 1 && steps < REACH; steps++) {
    const before = from - 1;
    if (c.isPunct(before, ',')) break;
    if (c.tokens.kind[before] === Kind.close) {
      if (c.tokens.sym[before] === 0x7d && isArrow(c, (c.tokens.pair[before] as number) - 1)) break;
      from = c.tokens.pair[before] === -1 ? before : (c.tokens.pair[before] as number);
    } else from = before;
  }
  const head = headerStart(c, open, 0);
  const word = findWord(c, head, open, Word.match);
  return { kind: 'arm', from: word === -1 ? head : word + 1, to: open, pattern: [from, arrow - 1], block };
};

/** What the brace at `open` belongs to. */
const ofBrace = (c: Cursor, open: number, floor: number): Guard => {
  const close = c.pair(open);
  const block = [open + 1, close] as const;
  const before = open - 1;
  if (isArrow(c, before)) {
    const match = enclosing(c, before, floor);
    return match === -1 ? { kind: 'plain', from: open, to: open, block } : arm(c, before, match, block);
  }
  if (c.isWord(before, Word.else)) {
    const prior = before - 1;
    if (c.tokens.sym[prior] === 0x7d && c.tokens.kind[prior] === Kind.close) {
      const then = ofBrace(c, c.tokens.pair[prior] as number, floor);
      if (then.kind === 'if') return { kind: 'else', from: then.from, to: then.to, block };
    }
    const head = headerStart(c, before, floor);
    const word = findWord(c, head, before, Word.let);
    return { kind: 'let-else', from: word === -1 ? head : word, to: before, block };
  }
  const head = headerStart(c, open, floor);
  const condition = findWord(c, head, open, Word.if);
  if (condition !== -1) return { kind: 'if', from: condition + 1, to: open, block };
  for (const word of [Word.while, Word.for, Word.loop])
    if (findWord(c, head, open, word) !== -1) return { kind: 'loop', from: head, to: open, block };
  if (c.isWord(before, Word.async) || (c.isWord(before, Word.move) && c.isWord(before - 1, Word.async)))
    return { kind: 'async', from: open, to: open, block };
  if (c.isPunct(before, '|') || c.isPunct(open - 1, '|'))
    return { kind: 'closure', from: head, to: open, block };
  return { kind: 'plain', from: head, to: open, block };
};

/** All constructs around a token up to the body that starts at brace `body`, innermost first. */
export const guardsOf = (c: Cursor, at: number, body: number): readonly Guard[] => {
  const guards: Guard[] = [];
  if (isArrow(c, at - 1)) {
    const match = enclosing(c, at, body);
    if (match > body) guards.push(arm(c, at - 1, match, [at, armEnd(c, at)]));
  }
  for (let open = enclosing(c, at, body); open > body; open = enclosing(c, open, body)) {
    const ofMacro = c.isPunct(open - 1, '!') && c.isName(open - 2);
    if (c.isOpen(open, '{') && !ofMacro) guards.push(ofBrace(c, open, body));
    else {
      const block = [open + 1, c.pair(open)] as const;
      if (ofMacro)
        guards.push({
          kind: c.name(open - 2).includes('assert') ? 'assertion' : 'macro',
          from: open - 2,
          to: open,
          block,
        });
      else if (c.isName(open - 1))
        guards.push({
          kind: SPAWNERS.test(c.name(open - 1)) ? 'spawn' : 'call',
          from: open - 1,
          to: open,
          block,
        });
    }
  }
  return guards;
};

/** Token after the arm body that starts at `at` (exclusive of its comma). */
export const armEnd = (c: Cursor, at: number): number => {
  const { kind, count } = c.tokens;
  let end = at;
  const limit = Math.min(count, at + 100_000);
  while (end < limit && !c.isPunct(end, ',') && kind[end] !== Kind.close) end = c.after(end);
  return end;
};
