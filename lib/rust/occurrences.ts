import type { Cursor } from './cursor.js';
import type { FileFacts, PathText, Region, Scope } from './facts.js';
import { regionAt, scopeAt } from './finish.js';
import { findShadows, type Shadow } from './generics.js';
import { Word } from './keywords.js';
import { Kind } from './tokens.js';

/** A path used in code (not in a use declaration), at least one of whose segments was asked for. */
export interface Occurrence {
  readonly path: PathText;
  /** Token of each segment. */
  readonly tokens: readonly number[];
  /** Token the path starts with (its `::`, if it has one). */
  readonly first: number;
  readonly scope: Scope;
  /** Innermost region around it. */
  readonly region: Region | undefined;
  /** Text before the path: `$name` of a macro variable that the path continues, or nothing. */
  readonly variable: string | undefined;
}

const isSegment = (c: Cursor, at: number): boolean =>
  c.isName(at) ||
  c.isWord(at, Word.crate) ||
  c.isWord(at, Word.self) ||
  c.isWord(at, Word.super) ||
  c.isWord(at, Word.Self);

/** Words after which a name is being defined. */
const DEFINING: ReadonlySet<number> = new Set([
  Word.fn,
  Word.struct,
  Word.enum,
  Word.union,
  Word.trait,
  Word.type,
  Word.mod,
  Word.let,
  Word.mut,
  Word.ref,
  Word.static,
]);

/** All paths that hold an identifier whose symbol is marked in `wanted`, each once, in order. Use declarations, macro matchers and text macros are left out. */
export const findOccurrences = (c: Cursor, facts: FileFacts, wanted: Uint8Array): readonly Occurrence[] => {
  const { kind, sym, count } = c.tokens;
  const found: Occurrence[] = [];
  const shadows = findShadows(c, wanted);
  let nextShadow = 0;
  let active: Shadow[] = [];
  let done = -1;
  for (let at = 0; at < count; at++) {
    const what = kind[at];
    if ((what !== Kind.ident && what !== Kind.rawIdent) || at <= done) continue;
    const symbol = sym[at] as number;
    if (symbol >= wanted.length || wanted[symbol] !== 1) continue;
    const occurrence = around(c, facts, at);
    if (occurrence === undefined) continue;
    done = occurrence.tokens.at(-1) as number;
    for (; nextShadow < shadows.length && (shadows[nextShadow] as Shadow).from <= at; nextShadow++)
      active.push(shadows[nextShadow] as Shadow);
    if (active.length > 0) active = active.filter(({ to }) => to > at);
    const root = occurrence.path.segments[0];
    const shadowed = active.some(({ name }) => name === root);
    if (!shadowed || occurrence.path.rooted) found.push(occurrence);
  }
  return found;
};

const hidden = (region: Region | undefined): boolean => {
  for (let around = region; around !== undefined; around = around.parent)
    if (
      around.kind === 'matcher' ||
      around.kind === 'declaration' ||
      (around.kind === 'call' && around.name === 'stringify')
    )
      return true;
  return false;
};

const around = (c: Cursor, facts: FileFacts, at: number): Occurrence | undefined => {
  let first = at;
  let rooted = false;
  let variable: string | undefined;
  while (c.isPathSep(first - 1)) {
    if (isSegment(c, first - 2)) {
      first -= 2;
      if (c.isPunct(first - 1, '$') && !c.isWord(first, Word.crate)) {
        variable = `$${c.name(first)}`;
        first += 2;
        break;
      }
    } else {
      if (c.isPunct(first - 2, '+') && c.isPathSep(first - 3)) return undefined;
      if (c.isPunct(first - 2, '>') && !c.isPunct(first - 3, '-') && !c.isPunct(first - 3, '='))
        return undefined;
      if (c.tokens.kind[first - 2] === Kind.close && !isBoundary(c, first - 2)) return undefined;
      rooted = true;
      break;
    }
  }
  if (variable === undefined && !rooted && isMember(c, first)) return undefined;
  const tokens = [first];
  let last = first;
  while (c.isPathSep(last + 1) && isSegment(c, last + 2)) {
    last += 2;
    tokens.push(last);
  }
  if (variable === undefined && tokens.length === 1 && !rooted && !isUse(c, facts, first)) return undefined;
  if (variable === undefined && c.isPunct(first - 1, '$') && !c.isWord(first, Word.crate)) return undefined;
  const region = regionAt(facts, first);
  if (hidden(region)) return undefined;
  const dollarCrate = c.isWord(first, Word.crate) && c.isPunct(first - 1, '$');
  const segments = tokens.map((token, index) => (index === 0 && dollarCrate ? '$crate' : c.name(token)));
  return {
    path: { segments, rooted },
    tokens,
    first: rooted || dollarCrate ? first - 1 : first,
    scope: scopeAt(facts, first),
    region,
    variable,
  };
};

/** A `)`, `]` or `}` that ends a statement, attribute or visibility, so that a following `::` starts a path of its own. */
const isBoundary = (c: Cursor, close: number): boolean => {
  const char = c.tokens.sym[close];
  if (char === 0x7d) return true;
  const open = c.tokens.pair[close] as number;
  if (char === 0x5d) return c.isPunct(open - 1, '#') || c.isPunct(open - 1, '!');
  return c.isWord(open - 1, Word.pub);
};

/** `x.name`: a field or method (but not `a..name`). */
const isMember = (c: Cursor, at: number): boolean =>
  c.isPunct(at - 1, '.') && !(c.isPunct(at - 2, '.') && c.tokens.end[at - 2] === c.tokens.start[at - 1]);

/** A single name is used here as a type or value: it is not being defined, and is no field, label or macro name. */
const isUse = (c: Cursor, facts: FileFacts, at: number): boolean => {
  const { kind, sym } = c.tokens;
  if (c.isPunct(at + 1, '!') && !c.isPunct(at + 2, '=')) return false;
  if (c.isPunct(at + 1, ':') && !c.isWord(at - 1, Word.where)) return false;
  if (c.isPunct(at + 1, '=') && !c.isPunct(at + 2, '=') && isAssociatedName(c, at)) return false;
  if (kind[at - 1] === Kind.ident && DEFINING.has(sym[at - 1] as number)) return false;
  if (c.isWord(at - 1, Word.const) && !c.isPunct(at - 2, '*')) return false;
  const region = regionAt(facts, at);
  if (region?.kind === 'enum' && isVariantName(c, region.open, at)) return false;
  return true;
};

/** `Iterator<Item = …>`: a name before `=` inside angle brackets. */
const isAssociatedName = (c: Cursor, at: number): boolean => c.isPunct(at - 1, '<') || c.isPunct(at - 1, ',');

const isVariantName = (c: Cursor, open: number, at: number): boolean => {
  const before = at - 1;
  if (before !== open && !c.isPunct(before, ',') && !c.isPunct(c.opener(before, ']') - 1, '#')) return false;
  return c.enclosing(at) === open;
};
