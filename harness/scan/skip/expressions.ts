import type { Cursor } from '../../../lib/rust/cursor.js';
import { Word } from '../../../lib/rust/keywords.js';
import { Kind } from '../../../lib/rust/tokens.js';
import { isSilent, type BodyFacts } from './body.js';
import type { Branch } from './branches.js';
import { guardsOf } from './guards.js';
import { textOf } from './text.js';

const SKIP_VARIANT =
  /^(Skip|Skipped|Skipping|SKIP|SKIPPED|Ignore|Ignored|NotRun|NotApplicable|Unavailable|Unsupported)$/;
const RESULT_TYPE = /(Result|Outcome|Status|Verdict|Test|Case|Check|Report|Conclusion)/;

/** `SubtestResult::Skip(…)` built as a value: returned, a tail, an arm, or wrapped in `Ok`. Patterns and comparisons are not. */
export const skipResults = (c: Cursor, from: number, to: number): readonly Branch[] => {
  const found: Branch[] = [];
  for (let at = from; at < to; at++) {
    if (!c.isPathSep(at - 1) || !c.isName(at) || !c.isName(at - 2)) continue;
    if (!SKIP_VARIANT.test(c.name(at)) || !RESULT_TYPE.test(c.name(at - 2))) continue;
    if (isValue(c, at)) found.push({ family: 'skip-result', at: at - 2 });
  }
  return found;
};

const isValue = (c: Cursor, variant: number): boolean => {
  let first = variant - 2;
  while (c.isPathSep(first - 1) && c.isName(first - 2)) first -= 2;
  const after = c.tokens.kind[variant + 1] === Kind.open ? c.after(variant + 1) : variant + 1;
  if (c.isPunct(after, '=') || c.isPunct(after, '|') || c.isWord(after, Word.if)) return false;
  while (
    c.isOpen(first - 1, '(') &&
    c.isName(first - 2) &&
    /^(Ok|Err|Some|Ready|Box|new)$/.test(c.name(first - 2)) &&
    c.pair(first - 1) + 1 > after
  ) {
    const outer = c.pair(first - 1) + 1;
    if (c.isPunct(outer, '=') || c.isPunct(outer, '|') || c.isWord(outer, Word.if)) return false;
    first -= 2;
  }
  const before = first - 1;
  if (c.isWord(before, Word.return) || c.isWord(before, Word.break) || c.isWord(before, Word.else))
    return true;
  if (c.isPunct(before, '>') && c.isPunct(before - 1, '=')) return true;
  if (c.isPunct(before, '|')) return true;
  return c.isPunct(before, ';') || c.isOpen(before, '{') || c.isClose(before, '}');
};

/** `process::exit(0)`, `libc::_exit(0)` */
export const zeroExits = (c: Cursor, body: BodyFacts): readonly Branch[] =>
  body.calls
    .filter(
      ({ name, kind, at }) => /^(_|quick_)?exit$/.test(name) && kind === 'function' && isZeroExit(c, at),
    )
    .map(({ at }) => ({ family: 'exit-zero' as const, at }));

const isZeroExit = (c: Cursor, at: number): boolean => {
  if (c.isPathSep(at - 1) && !(c.isName(at - 2) && /^(process|libc|std)$/.test(c.name(at - 2)))) return false;
  const argument = textOf(c, at + 2, c.pair(at + 1));
  return /^(0|0_?i32|(libc :: )?EXIT_SUCCESS)$/.test(argument);
};

/** `catch_unwind` whose result nobody looks at. */
export const droppedPanics = (c: Cursor, body: BodyFacts): readonly Branch[] =>
  body.calls.flatMap(({ name, at }): readonly Branch[] => {
    if (name !== 'catch_unwind' || !catchesProof(c, body, at)) return [];
    let first = at;
    while (c.isPathSep(first - 1) && c.isName(first - 2)) first -= 2;
    let end = c.after(at + 1);
    while (c.isPunct(end, '.') && c.isWord(end + 1, Word.await)) end += 2;
    const dropped = /^(\. ok \( \) )?;/.test(textOf(c, end, end + 5));
    const starts = c.isPunct(first - 1, ';') || c.isOpen(first - 1, '{') || c.isClose(first - 1, '}');
    const discarded =
      c.isPunct(first - 1, '=') && /^_\w*$/.test(c.plain(first - 2)) && c.isWord(first - 3, Word.let);
    if (dropped && (starts || discarded)) return [{ family: 'caught-panic', at }];
    if (discarded) return [{ family: 'caught-panic', at }];
    if (isBoundForNothing(c, body, first, end)) return [{ family: 'caught-panic', at }];
    const [guard] = guardsOf(c, at, body.open);
    if (guard?.kind === 'call' && c.isName(guard.from) && c.name(guard.from) === 'drop')
      return [{ family: 'caught-panic', at }];
    const printsOnly = /^\. is_err \( \) \{ ((e?println|e?print) ! \( [^{}]*\) ; )?\}/.test(
      textOf(c, end, end + 60),
    );
    return c.isWord(first - 1, Word.if) && printsOnly ? [{ family: 'caught-panic', at }] : [];
  });

const LOOKS = /^(if (let Err \( \w+ \) = )?\w+ (\. is_err \( \) )?\{)/;

/** `let result = …;` from `first` to `end`, where all that is done with `result` later is to print something when it is an error. */
const isBoundForNothing = (c: Cursor, body: BodyFacts, first: number, end: number): boolean => {
  const name = first - 2;
  if (!c.isPunct(first - 1, '=') || !c.isName(name) || !c.isWord(name - 1, Word.let)) return false;
  for (let at = end; at < body.close; at++) {
    if (!c.isName(at) || c.name(at) !== c.name(name)) continue;
    const condition = body.ifs.findLast((word) => word < at);
    if (condition === undefined || condition < end) return false;
    const text = textOf(c, condition, at + 6);
    if (!LOOKS.test(text)) return false;
    const open = c.isOpen(at + 1, '{') ? at + 1 : at + 5;
    if (!c.isOpen(open, '{') || !isSilent(c, open, c.after(open)) || c.isWord(c.after(open), Word.else))
      return false;
  }
  return true;
};

/** The call at `at` catches assertions of the test, or the test asserts nothing besides. */
const catchesProof = (c: Cursor, body: BodyFacts, at: number): boolean => {
  const end = c.after(at + 1);
  const inside = body.assertions.filter((token) => token > at && token < end);
  return (
    inside.some((token) => c.name(token).includes('assert')) ||
    body.proofs.every((token) => token > at && token < end)
  );
};

/** `assert!(true)`, `assert!(r.is_ok() || r.is_err())` */
export const constantAssertions = (c: Cursor, body: BodyFacts): readonly Branch[] =>
  body.assertions.flatMap((at): readonly Branch[] => {
    if (!/^(debug_)?assert$/.test(c.name(at))) return [];
    const text = textOf(c, at + 3, c.pair(at + 2)).replace(/ ,.*$/, '');
    const either = text.includes('. is_ok ( )') && text.includes('. is_err ( )');
    const both = !either
      ? null
      : (/^(.+) \. is_ok \( \) \| \| (.+) \. is_err \( \)$/.exec(text) ??
        /^(.+) \. is_err \( \) \| \| (.+) \. is_ok \( \)$/.exec(text));
    const constant = text === 'true' || text.endsWith(' | | true') || (both !== null && both[1] === both[2]);
    return constant ? [{ family: 'constant-assertion', at }] : [];
  });
