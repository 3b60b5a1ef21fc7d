import type { Cursor } from '../../../lib/rust/cursor.js';
import { Word } from '../../../lib/rust/keywords.js';
import { isSilent, type BodyFacts } from './body.js';
import type { Family } from './family.js';
import { armEnd, guardsOf, type Guard } from './guards.js';
import { isEnvironmental, type Helpers } from './returns.js';
import { textOf } from './text.js';

/** A branch that lets a failure through without a return; `at` is the token to point at. */
export interface Branch {
  readonly family: Family;
  readonly at: number;
}

const runsBeside = (c: Cursor, body: BodyFacts, at: number): boolean =>
  guardsOf(c, at, body.open).some(
    ({ kind }) => kind === 'spawn' || kind === 'closure' || kind === 'assertion',
  );

interface Arm {
  readonly pattern: readonly [number, number];
  readonly body: readonly [number, number];
}

const armsOf = (c: Cursor, open: number): readonly Arm[] => {
  const arms: Arm[] = [];
  const close = c.pair(open);
  let from = open + 1;
  for (let at = open + 1; at < close;) {
    if (c.isPunct(at, '=') && c.isPunct(at + 1, '>')) {
      const start = at + 2;
      const end = c.isOpen(start, '{') ? c.after(start) : armEnd(c, start);
      arms.push({ pattern: [from, at], body: [start, end] });
      at = c.isPunct(end, ',') ? end + 1 : end;
      from = at;
    } else at = c.after(at);
  }
  return arms;
};

/** A token that no condition or scrutinee holds outside a group. */
const startsAnew = (c: Cursor, at: number): boolean =>
  c.isPunct(at, ';') || c.isWord(at, Word.match) || c.isWord(at, Word.if) || c.isWord(at, Word.return);

const count = (tokens: readonly number[], [from, to]: readonly [number, number]): number =>
  tokens.filter((token) => token >= from && token < to).length;

/** Assertions in a range, helpers that assert included. */
const proving = (body: BodyFacts, helpers: Helpers): readonly number[] => [
  ...body.assertions,
  ...body.calls.filter(({ name, kind }) => kind !== 'method' && helpers.asserts(name)).map(({ at }) => at),
];

/** `match r { Ok(…) => { assertions }, Err(_) => nothing }` */
const swallowedArms = (c: Cursor, body: BodyFacts, helpers: Helpers): readonly Branch[] =>
  body.matches.flatMap((word) => {
    let open = word + 1;
    while (open < body.close && !c.isOpen(open, '{') && !startsAnew(c, open)) open = c.after(open);
    if (!c.isOpen(open, '{')) return [];
    const arms = armsOf(c, open);
    const assertions = proving(body, helpers);
    const inside = arms.reduce((sum, arm) => sum + count(assertions, arm.body), 0);
    const outside = assertions.length - count(assertions, [open, c.pair(open)]);
    if (inside === 0 && (outside > 0 || assertions.length === 0)) return [];
    if (arms.some((arm) => isRefusal(c, arm))) return [];
    return arms.flatMap((arm): readonly Branch[] => {
      const text = textOf(c, arm.pattern[0], arm.pattern[1]);
      if (!/^(Ok \( )?Err \(/.test(text) || text.includes(' if ') || isTold(c, arms, arm)) return [];
      if (c.isWord(arm.body[0], Word.return) || !isSilent(c, arm.body[0], arm.body[1])) return [];
      if (hasReturn(c, arm.body) || runsBeside(c, body, word)) return [];
      const timed = /\btimeout(_at)? \(/.test(textOf(c, word, open));
      return [{ family: timed ? 'timeout-return' : 'swallowed-error', at: arm.pattern[0] }];
    });
  });

/** The arm's body fails the test at once. */
const fails = (c: Cursor, { body }: Arm): boolean => {
  const first = c.isOpen(body[0], '{') ? body[0] + 1 : body[0];
  return c.isName(first) && c.isPunct(first + 1, '!') && FAILING.test(c.name(first));
};

const FAILING = /^(panic|unreachable|todo|unimplemented|bail|fail)$/;

/** An arm for anything but the error fails the test: the error is what the test expects. */
const isRefusal = (c: Cursor, arm: Arm): boolean =>
  fails(c, arm) && !/^(Ok \( )?Err \(/.test(textOf(c, arm.pattern[0], arm.pattern[1]));

/** Another error fails the test, and this arm names one in particular: the test tells errors apart. */
const isTold = (c: Cursor, arms: readonly Arm[], { pattern }: Arm): boolean =>
  textOf(c, pattern[0], pattern[1]).includes(' :: ') && arms.some((other) => fails(c, other));

const hasReturn = (c: Cursor, [from, to]: readonly [number, number]): boolean => {
  for (let at = from; at < to; at++) if (c.isWord(at, Word.return)) return true;
  return false;
};

/** `if let Ok(…) = r { all assertions }` and `if environment { all assertions }` without an else that fails. */
const onlyInside = (c: Cursor, body: BodyFacts, helpers: Helpers): readonly Branch[] =>
  body.ifs.flatMap((word): readonly Branch[] => {
    let open = word + 1;
    while (open < body.close && !c.isOpen(open, '{') && !startsAnew(c, open)) open = c.after(open);
    if (!c.isOpen(open, '{') || c.isPunct(word - 1, '>')) return [];
    const block = [open + 1, c.pair(open)] as const;
    const assertions = proving(body, helpers);
    const proofs = [...body.proofs, ...assertions];
    const text = textOf(c, word + 1, open);
    const guard: Guard = { kind: 'if', from: word + 1, to: open, block };
    const after = c.pair(open) + 1;
    const hasElse = c.isWord(after, Word.else);
    if (hasElse && !(c.isOpen(after + 1, '{') && isSilent(c, after + 1, c.after(after + 1)))) return [];
    if (hasElse && hasReturn(c, [after, c.after(after + 1)])) return [];
    if (runsBeside(c, body, word)) return [];
    const inAll = count(assertions, block) > 0 && count(assertions, block) === assertions.length;
    if (text.startsWith('let Ok (') || text.endsWith('. is_ok ( )')) {
      if (!inAll || text.startsWith('!') || onlyFails(c, body, block)) return [];
      return [{ family: /\btimeout(_at)? \(/.test(text) ? 'timeout-return' : 'swallowed-error', at: word }];
    }
    if (text.startsWith('let Err (') || text.endsWith('. is_err ( )'))
      return !hasElse &&
        assertions.length === 0 &&
        isSilent(c, ...block) &&
        !hasReturn(c, block) &&
        block[0] < block[1]
        ? [{ family: 'swallowed-error', at: word }]
        : [];
    const allProofs = count(proofs, block) > 0 && count(proofs, block) === proofs.length;
    if ((allProofs || inAll) && isEnvironmental(c, body, guard, helpers))
      return [{ family: 'environment-check', at: word }];
    return [];
  });

/** All assertions of a block are plain failures: what it asserts is that it is not reached. */
const onlyFails = (c: Cursor, body: BodyFacts, [from, to]: readonly [number, number]): boolean =>
  body.assertions.filter((at) => at >= from && at < to).every((at) => FAILING.test(c.name(at))) &&
  body.assertions.some((at) => at >= from && at < to);

/** Branches of a body by which a failure, or the absence of the environment, is passed over. */
export const silentBranches = (c: Cursor, body: BodyFacts, helpers: Helpers): readonly Branch[] => [
  ...swallowedArms(c, body, helpers),
  ...onlyInside(c, body, helpers),
];
