import { createCursor, type Cursor } from '../../lib/rust/cursor.js';
import { createTokens, lex } from '../../lib/rust/lexer.js';
import { findOccurrences } from '../../lib/rust/occurrences.js';
import { matchDelimiters } from '../../lib/rust/pairs.js';
import { findAsmCalls, isAsm } from './asm.js';
import type { Banned } from './banned.js';
import type { Crate, Links, Unit, Workspace } from './crate.js';
import { declared, globbed } from './declared.js';
import { findMacroPaths } from './macro-paths.js';
import type { Judged, RawFinding } from './raw-finding.js';
import { createResolver, type Resolver } from './resolve.js';
import { moduleNames, taintedNames } from './taint.js';
import { used } from './used.js';

/** What inline assembly with a system call is called in a finding. */
const ASSEMBLY: Banned = {
  item: 'asm!',
  what: 'a system call made by inline assembly',
  instead: 'tokio::net::{TcpDpdkStream, TcpDpdkListener, TcpDpdkSocket}',
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
