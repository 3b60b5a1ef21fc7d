import type { Cursor } from '../../../lib/rust/cursor.js';
import { Word } from '../../../lib/rust/keywords.js';
import { isTransparentMacro } from '../macros.js';
import { isSilent, type BodyFacts } from './body.js';
import type { Family } from './family.js';
import { guardsOf, type Guard } from './guards.js';
import { announcesSkip, asksEnvironment, textOf } from './text.js';

/** What the rules need to know beyond the body: helpers of the same crate. */
export interface Helpers {
  /** A function of this name asks the environment. */
  readonly asks: (name: string) => boolean;
  /** A function or macro of this name holds an assertion. */
  readonly asserts: (name: string) => boolean;
}

const within = (at: number, [from, to]: readonly [number, number]): boolean => at >= from && at < to;

/** Text of a condition, with the initialiser of each plain variable in it, as far as this body binds it. */
export const conditionText = (c: Cursor, body: BodyFacts, guard: Guard): string => {
  const parts = [textOf(c, guard.from, guard.to)];
  for (let at = guard.from; at < guard.to && at < guard.from + 60; at++)
    if (c.isName(at) && !c.isPunct(at - 1, '.') && !c.isOpen(at + 1, '(') && !c.isPathSep(at + 1)) {
      const bound = binding(c, body, c.name(at), guard.from);
      if (bound !== undefined) parts.push(bound);
    }
  return parts.join(' ; ');
};

/** Initialiser of the last `let NAME = …;` before `before`, as text. */
const binding = (c: Cursor, body: BodyFacts, name: string, before: number): string | undefined => {
  const limit = Math.max(body.open, before - 4000);
  for (let at = before - 1; at > limit; at--) {
    if (!c.isWord(at, Word.let)) continue;
    const named = c.isWord(at + 1, Word.mut) ? at + 2 : at + 1;
    if (!c.isName(named) || c.name(named) !== name) continue;
    let end = named;
    while (end < before && !c.isPunct(end, ';') && !c.isOpen(end, '{') && !hasBlock(c, end))
      end = c.after(end);
    return textOf(c, named + 1, Math.min(end, before));
  }
  return undefined;
};

/** A group that holds a block or closure body: what is done in there is not what the variable is. */
const hasBlock = (c: Cursor, at: number): boolean => {
  for (let i = at; i < c.after(at); i++) if (c.isOpen(i, '{')) return true;
  return false;
};

/** The condition asks the environment: itself, by a variable, or by a helper one step away. */
export const isEnvironmental = (c: Cursor, body: BodyFacts, guard: Guard, helpers: Helpers): boolean => {
  const text = conditionText(c, body, guard);
  return (
    asksEnvironment(text) ||
    [...text.matchAll(/\b([a-z_]\w*) \(/g)].some((match) => helpers.asks(match[1] as string))
  );
};

const isFailurePattern = (c: Cursor, guard: Guard): boolean => {
  if (guard.pattern === undefined) return false;
  const text = textOf(c, guard.pattern[0], guard.pattern[1]);
  if (/\bErr \(|\bErr$|^None\b|\| None\b|\( None \)/.test(text)) return true;
  return text === '_' && /\b(Ok|Some) \(/.test(textOf(c, guard.to, c.pair(guard.to)));
};

/** Why the condition of a guard means that something went wrong: the text is that of its condition. */
const isFailure = (c: Cursor, body: BodyFacts, guard: Guard): boolean => {
  if (guard.kind === 'arm') return isFailurePattern(c, guard);
  const text = textOf(c, guard.from, guard.to);
  if (guard.kind === 'let-else') return /^let (Ok|Some) \(/.test(text);
  if (guard.kind === 'else')
    return /^let (Ok|Some) \(|\. is_ok \(|\. is_some \(/.test(text) && !text.startsWith('!');
  if (guard.kind === 'if')
    return /^let (Err \(|None\b)|\. is_err \(|\. is_none \(|! .*\. is_ok \(|! .*\. is_some \(/.test(
      conditionText(c, body, guard),
    );
  return false;
};

/** Family of a `return` that gives success, or undefined when it is an honest one. */
export const judgeReturn = (
  c: Cursor,
  body: BodyFacts,
  at: number,
  helpers: Helpers,
  helper: boolean,
): Family | undefined => {
  const guards = guardsOf(c, at, body.open);
  if (guards.some(({ kind, from }) => kind === 'macro' && !isTransparentMacro(c.name(from))))
    return undefined;
  const decisive = guards.find(({ kind }) => ['if', 'else', 'let-else', 'arm'].includes(kind));
  const block = decisive?.block ?? ([body.open + 1, body.close] as const);
  const before = (token: number): boolean => within(token, block) && token < at;
  const printed = body.prints.some(
    (token) => before(token) && announcesSkip(textOf(c, token, c.after(token + 2))),
  );
  const asserted = body.assertions.some(before);
  const beside = guards.some(({ kind }) => kind === 'spawn' || kind === 'closure');
  if (decisive === undefined) {
    if (printed && !asserted) return 'printed-skip';
    if (helper || beside || guards.some(({ kind }) => kind === 'loop')) return undefined;
    return at + 2 < body.close && !body.proofs.some((token) => token < at) && !callsProof(body, at, helpers)
      ? 'early-return'
      : undefined;
  }
  if (asserted) return undefined;
  if (isEnvironmental(c, body, decisive, helpers) && isSilent(c, block[0], at)) return 'environment-check';
  if (printed) return 'printed-skip';
  if (beside) return undefined;
  const proven = body.proofs.some(before);
  const text = conditionText(c, body, decisive);
  if (isFailure(c, body, decisive) && !proven)
    return /\btimeout(_at)? \(/.test(text) ? 'timeout-return' : 'swallowed-error';
  if (helper || proven || guards.some(({ kind }) => kind === 'loop')) return undefined;
  return body.proofs.some((token) => token < at) || callsProof(body, at, helpers)
    ? undefined
    : 'early-return';
};

/** A helper that asserts was called before. */
const callsProof = (body: BodyFacts, at: number, helpers: Helpers): boolean =>
  body.calls.some((call) => call.at < at && helpers.asserts(call.name));
