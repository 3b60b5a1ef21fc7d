import { createCursor, type Cursor } from '../../lib/rust/cursor.js';
import type { FileFacts, Glob, Link, Region } from '../../lib/rust/facts.js';
import { Word } from '../../lib/rust/keywords.js';
import { createTokens, lex } from '../../lib/rust/lexer.js';
import { findOccurrences, type Occurrence } from '../../lib/rust/occurrences.js';
import { matchDelimiters } from '../../lib/rust/pairs.js';
import { bannedAt, type Banned } from './banned.js';
import type { Crate, Links, Unit, Workspace } from './crate.js';
import { isTransparentMacro } from './macros.js';
import { createResolver, type Resolver } from './resolve.js';
import type { Place, Step, Target } from './target.js';
import { judgeCall, type CallVerdict } from './calls.js';
import { findAsmCalls, isAsm } from './asm.js';
import { findMacroPaths } from './macro-paths.js';
import { moduleNames, taintedNames } from './taint.js';

/** A finding before it is put into words: byte offsets instead of lines. */
export interface RawFinding {
  readonly unit: Unit;
  readonly class: 'primary' | 'secondary';
  readonly start: number;
  readonly end: number;
  readonly banned: Banned;
  readonly steps: readonly Step[];
  /** Words added to the message, e.g. that it is a heuristic. */
  readonly note?: string;
  /** It stands in a declaration: an import, a renamed crate, a foreign function. */
  readonly declares?: boolean;
}

/** What inline assembly with a system call is called in a finding. */
const ASSEMBLY: Banned = {
  item: 'asm!',
  what: 'a system call made by inline assembly',
  instead: 'tokio::net::{TcpDpdkStream, TcpDpdkListener, TcpDpdkSocket}',
};

const hit = (targets: readonly Target[]): { target: Target; banned: Banned } | undefined => {
  for (const target of targets) {
    const banned = target.kind === 'external' ? bannedAt(target.path) : undefined;
    if (banned !== undefined) return { target, banned };
  }
  return undefined;
};

/** The names and paths that lead to kernel TCP in the `reported` ones of some crates; the others are followed only. */
export const findKernelTcp = (
  crates: readonly Crate[],
  reported: ReadonlySet<Crate>,
  links: Links,
  workspace: Workspace,
): readonly RawFinding[] => {
  const { names } = workspace;
  const tainted = taintedNames(crates, names);
  const modules = moduleNames(crates, names);
  const resolver = createResolver(crates, links);
  const found: RawFinding[] = [];
  const numbers = (some: ReadonlySet<string>): readonly number[] =>
    [...some].map((name) => names.find(name)).filter((symbol) => symbol !== -1);
  const needles = numbers(tainted);
  const moduleNeedles = numbers(modules);
  const cursorOf = createCursors(workspace);
  const wanted = new Uint8Array(names.size);
  for (const symbol of needles) wanted[symbol] = 1;
  for (const crate of reported)
    for (const unit of crate.units) {
      const ofUnit: Judged[] = [];
      const { scopes, links: named, regions } = unit.facts;
      for (const scope of scopes)
        for (const glob of scope.globs) ofUnit.push(...globbed(resolver, glob, { unit, scope }));
      for (const { link, scope } of named) ofUnit.push(...declared(resolver, link, { unit, scope }, tainted));
      if (
        needles.some((symbol) => unit.words.has(symbol)) ||
        regions.some(isAsm) ||
        (regions.some(({ kind }) => kind === 'rules') &&
          moduleNeedles.some((symbol) => unit.words.has(symbol)))
      ) {
        const c = cursorOf(unit);
        for (const occurrence of findOccurrences(c, unit.facts, wanted)) {
          const finding = used(resolver, c, unit, occurrence);
          if (finding !== undefined) ofUnit.push(finding);
        }
        ofUnit.push(...heuristics(c, unit, crate, resolver, cursorOf));
      }
      found.push(...settle(ofUnit));
    }
  if (resolver.exhausted()) found.push(...[...reported].map(exhausted).flat());
  return found;
};

/** The imports of a crate go in such circles that paths could not be followed to their end. */
const exhausted = ({ units }: Crate): readonly RawFinding[] =>
  units.slice(0, 1).map((unit) => ({
    unit,
    class: 'primary',
    start: 0,
    end: 1,
    banned: {
      item: 'unresolved imports',
      what: 'more than the scan can follow: what these names mean cannot be vouched for',
      instead: 'imports without cycles',
    },
    steps: [],
  }));

/** Lexes files again on demand; a few are kept, for macros look at the files that call them. */
const createCursors = (workspace: Workspace): ((unit: Unit) => Cursor) => {
  const kept = new Map<Unit, Cursor>();
  return (unit) => {
    const known = kept.get(unit);
    if (known !== undefined) return known;
    const { source, tokenCount } = unit;
    const tokens = lex(source, workspace.names, createTokens(source, tokenCount));
    matchDelimiters(tokens);
    const cursor = createCursor(tokens, workspace.names);
    if (kept.size >= 4) kept.delete(kept.keys().next().value as Unit);
    kept.set(unit, cursor);
    return cursor;
  };
};

interface Judged extends RawFinding {
  readonly verdict: CallVerdict;
}

/** Socket calls of a file whose sockets are all visibly something else than TCP are no findings. */
const settle = (ofUnit: readonly Judged[]): readonly RawFinding[] => {
  const isCall = (finding: Judged): boolean => /::(socket|connect|bind)$/.test(finding.banned.item);
  const sockets = ofUnit.filter(
    ({ banned, declares }) => declares !== true && banned.item.endsWith('::socket'),
  );
  const harmless =
    sockets.some(({ verdict }) => verdict === 'harmless') &&
    sockets.every(({ verdict }) => verdict === 'harmless');
  return ofUnit.filter(
    (finding) =>
      finding.verdict !== 'harmless' && finding.verdict !== 'ignored' && !(harmless && isCall(finding)),
  );
};

const heuristics = (
  c: Cursor,
  unit: Unit,
  crate: Crate,
  resolver: Resolver,
  cursorOf: (unit: Unit) => Cursor,
): readonly Judged[] => {
  const { start, end } = c.tokens;
  const common = { unit, class: 'primary' as const, steps: [], verdict: 'counts' as const };
  const paths = findMacroPaths(c, unit, crate, resolver, cursorOf).map(({ first, last, banned, note }) => ({
    ...common,
    start: start[first] as number,
    end: end[last] as number,
    banned,
    note,
  }));
  const calls = findAsmCalls(c, unit.facts).map(({ at, note }) => ({
    ...common,
    start: start[at] as number,
    end: end[at] as number,
    banned: ASSEMBLY,
    note,
  }));
  return [...paths, ...calls];
};

/** `use socket2::*`: a glob over a crate that is banned whole. */
const globbed = (resolver: Resolver, glob: Glob, place: Place): readonly Judged[] => {
  if (glob.path.segments.length === 0) return [];
  const found = hit(resolver.resolve(glob.path, place));
  if (found?.banned.item !== 'socket2') return [];
  const { unit } = place;
  return [
    {
      unit,
      class: 'primary',
      ...glob.span,
      banned: found.banned,
      steps: found.target.steps,
      verdict: 'counts',
    },
  ];
};

/** Imports, renamed crates and foreign functions that name a banned item. */
const declared = (
  resolver: Resolver,
  definition: Link,
  place: Place,
  tainted: ReadonlySet<string>,
): readonly Judged[] => {
  if (definition.kind === 'alias') return [];
  if (definition.kind === 'import' && !definition.path.segments.some((segment) => tainted.has(segment)))
    return [];
  const common = {
    unit: place.unit,
    class: 'primary' as const,
    ...definition.span,
    steps: [],
    verdict: 'counts' as const,
    declares: true,
  };
  if (definition.kind === 'import') {
    const found = hit(resolver.resolve(definition.path, place));
    return found === undefined || isSystemCall(found.banned)
      ? []
      : [{ ...common, banned: found.banned, steps: found.target.steps }];
  }
  if (definition.kind === 'crate') {
    const found = hit(resolver.resolve({ segments: [definition.crate], rooted: true }, place));
    return found === undefined ? [] : [{ ...common, banned: found.banned }];
  }
  const banned = bannedAt(`foreign::${definition.symbol}`);
  return banned === undefined || isSystemCall(banned) ? [] : [{ ...common, banned }];
};

/** A function that makes any system call: what counts is the number it is called with. */
const isSystemCall = ({ item }: Banned): boolean => item === 'libc::syscall' || item === 'foreign::syscall';

/** Innermost macro call around a path whose meaning the scan does not know. */
const opaqueCall = (region: Region | undefined): Region | undefined => {
  for (let at = region; at !== undefined; at = at.parent) {
    if (at.kind === 'attribute') return at;
    if (at.kind === 'call' && !at.items && !isTransparentMacro(at.name)) return at;
  }
  return undefined;
};

const used = (resolver: Resolver, c: Cursor, unit: Unit, occurrence: Occurrence): Judged | undefined => {
  const { path, tokens, first, scope, region, variable } = occurrence;
  if (variable !== undefined) return undefined;
  const single = path.segments.length === 1 && !path.rooted;
  if (single && opaqueCall(region) !== undefined) return undefined;
  const found = hit(resolver.resolve(path, { unit, scope }));
  if (found === undefined) return undefined;
  const { banned, target } = found;
  if (banned.item === 'socket2' && single) return undefined;
  const named = tokens.at(-1) as number;
  const judged = judgeCall(c, banned, named, single);
  const verdict = single && judged !== 'ignored' && isBoundLocally(c, unit.facts, named) ? 'ignored' : judged;
  const depth = bannedDepth(resolver, occurrence, unit);
  return {
    unit,
    class: target.steps.some(({ names }) => names) && !isSystemCall(banned) ? 'secondary' : 'primary',
    start: c.tokens.start[first] as number,
    end: c.tokens.end[tokens[depth] as number] as number,
    banned,
    steps: target.steps,
    verdict,
    ...(verdict === 'unseen' ? { note: 'a heuristic: the number it is called with cannot be seen' } : {}),
  };
};

/** A lower-case name is a variable or parameter of the function it is used in. */
const isBoundLocally = (c: Cursor, facts: FileFacts, at: number): boolean => {
  const name = c.name(at);
  if (!/^[a-z]/.test(name)) return false;
  const around = facts.functions.findLast(({ body }) => body !== -1 && body < at && c.pair(body) > at);
  if (around === undefined) return false;
  for (let i = around.nameToken + 1; i < at; i++) {
    if (!c.isName(i) || c.name(i) !== name || c.isPunct(i - 1, '.') || c.isPathSep(i - 1)) continue;
    if (
      c.isWord(i - 1, Word.let) ||
      c.isWord(i - 1, Word.mut) ||
      c.isPunct(i + 1, ':') ||
      c.isPunct(i - 1, '|')
    )
      return true;
  }
  return false;
};

/** Index of the segment at which the path has reached the banned item: `TcpStream` of `TcpStream::connect`. */
const bannedDepth = (resolver: Resolver, { path, scope, tokens }: Occurrence, unit: Unit): number => {
  for (let length = 1; length < path.segments.length; length++) {
    const part = { segments: path.segments.slice(0, length), rooted: path.rooted };
    const found = hit(resolver.resolve(part, { unit, scope }));
    if (found !== undefined && found.banned.item !== 'socket2') return length - 1;
  }
  return tokens.length - 1;
};
