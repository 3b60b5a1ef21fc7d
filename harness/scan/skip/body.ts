import type { Cursor } from '../../../lib/rust/cursor.js';
import { Word } from '../../../lib/rust/keywords.js';
import { Kind } from '../../../lib/rust/tokens.js';
import { textOf } from './text.js';

/** A call by name: `helper(…)`, `support::helper(…)`, `x.helper(…)` or `helper!(…)`. */
export interface Call {
  readonly name: string;
  readonly at: number;
  readonly kind: 'function' | 'method' | 'macro';
}

/** What stands in the body of a function or macro, by token index. */
export interface BodyFacts {
  /** Brace that opens it. */
  readonly open: number;
  readonly close: number;
  /** `assert…!`, `panic!` and their like. */
  readonly assertions: readonly number[];
  /** Anything that fails the test when something is wrong: assertions, `unwrap`, `expect`, `?`. */
  readonly proofs: readonly number[];
  /** `return` words that give back success: nothing, `()`, `Ok(())`, `ExitCode::SUCCESS`. */
  readonly returns: readonly number[];
  /** Printing macros, at the name. */
  readonly prints: readonly number[];
  readonly calls: readonly Call[];
  readonly matches: readonly number[];
  readonly ifs: readonly number[];
}

const ASSERTION =
  /^(assert\w*|debug_assert\w*|prop_assert\w*|panic|unreachable|todo|unimplemented|bail|ensure|fail)$/;
const PROVING_METHOD =
  /^(unwrap|expect|unwrap_err|expect_err|unwrap_none|expect_none|unwrap_unchecked|assert_\w+)$/;
const PRINT = /^(print|println|eprint|eprintln|dbg|trace|debug|info|warn|error|log)$/;

/** True for the name of a macro that only says something. */
export const isPrint = (name: string): boolean => PRINT.test(name);
/** True for the name of a macro that fails the test. */
export const isAssertion = (name: string): boolean => ASSERTION.test(name);

/** Collects {@link BodyFacts} of the group that opens at `open`, in one walk. */
export const readBody = (c: Cursor, open: number): BodyFacts => {
  const { kind, sym } = c.tokens;
  const close = c.pair(open);
  const facts = {
    open,
    close,
    assertions: [] as number[],
    proofs: [] as number[],
    returns: [] as number[],
    prints: [] as number[],
    calls: [] as Call[],
    matches: [] as number[],
    ifs: [] as number[],
  };
  for (let at = open + 1; at < close; at++) {
    if (kind[at] === Kind.punct) {
      if (sym[at] === 0x3f) facts.proofs.push(at);
      continue;
    }
    if (kind[at] === Kind.rawIdent) named(c, at, facts);
    if (kind[at] !== Kind.ident) continue;
    const word = sym[at] as number;
    if (word === Word.fn && c.isName(at + 1)) at = nestedEnd(c, at, close);
    else if (word === Word.macro_rules && c.isPunct(at + 1, '!')) at = c.after(at + 3) - 1;
    else if (word === Word.return) {
      if (givesSuccess(c, at)) facts.returns.push(at);
    } else if (word === Word.match) facts.matches.push(at);
    else if (word === Word.if) facts.ifs.push(at);
    else if (c.isName(at)) named(c, at, facts);
  }
  return facts;
};

/** Last token of a function declared inside the body: what it does is its own (as of a macro), and counts when it is called. */
const nestedEnd = (c: Cursor, at: number, close: number): number => {
  for (let i = at + 2; i < close; i = c.after(i)) {
    if (c.isOpen(i, '{')) return Math.min(c.pair(i), close);
    if (c.isPunct(i, ';')) return i;
    if (c.isWord(i, Word.fn) && c.isName(i + 1)) return at;
  }
  return at;
};

const named = (
  c: Cursor,
  at: number,
  facts: { assertions: number[]; proofs: number[]; prints: number[]; calls: Call[] },
): void => {
  if (c.isPunct(at + 1, '!') && c.tokens.kind[at + 2] === Kind.open) {
    const name = c.name(at);
    if (isAssertion(name)) {
      facts.assertions.push(at);
      facts.proofs.push(at);
    } else if (isPrint(name)) facts.prints.push(at);
    else facts.calls.push({ name, at, kind: 'macro' });
  } else if (c.isOpen(at + 1, '(') && !c.isWord(at - 1, Word.fn)) {
    const name = c.name(at);
    if (c.isPunct(at - 1, '.')) {
      if (PROVING_METHOD.test(name)) facts.proofs.push(at);
      else facts.calls.push({ name, at, kind: 'method' });
    } else facts.calls.push({ name, at, kind: 'function' });
  }
};

const SUCCESS =
  /^(\( \)|Ok \( (\( \) )?\)|Ok \( Default :: default \( \) \)|(std :: process :: |process :: )?ExitCode :: SUCCESS)$/;

/** The `return` at `at` gives back nothing, or success. */
const givesSuccess = (c: Cursor, at: number): boolean => {
  const next = at + 1;
  if (c.isPunct(next, ';') || c.isPunct(next, ',') || c.tokens.kind[next] === Kind.close) return true;
  let end = next;
  while (
    end < c.tokens.count &&
    end < next + 16 &&
    !c.isPunct(end, ';') &&
    !c.isPunct(end, ',') &&
    c.tokens.kind[end] !== Kind.close
  )
    end = c.after(end);
  return SUCCESS.test(textOf(c, next, Math.min(end, next + 24)));
};

/** The tokens `[from, to)` only print, bind, or return: nothing in them could fail the test or do work. */
export const isSilent = (c: Cursor, from: number, to: number): boolean => {
  let at = from;
  if (c.isOpen(from, '{') && c.pair(from) >= to - 1) return isSilent(c, from + 1, c.pair(from));
  while (at < to) {
    if (c.isName(at) && c.isPunct(at + 1, '!') && isPrint(c.name(at))) at = c.after(at + 2);
    else if (c.isName(at) && c.isPathSep(at + 1) && c.isName(at + 2)) at += 2;
    else if (c.isPunct(at, ';')) at++;
    else if (c.isOpen(at, '(') && c.pair(at) === at + 1) at += 2;
    else if (c.isWord(at, Word.return)) at = to;
    else return false;
  }
  return true;
};
