import type { Cursor } from '../../lib/rust/cursor.js';
import type { FileFacts, Region } from '../../lib/rust/facts.js';
import { regionAt, scopeAt } from '../../lib/rust/finish.js';
import { Kind } from '../../lib/rust/tokens.js';
import { bannedAt, TYPE_NAMES, type Banned } from './banned.js';
import type { Crate, Unit } from './crate.js';
import type { Resolver } from './resolve.js';
import type { Place } from './target.js';

/** A path that a macro puts together, so that no single place spells it. Tokens `[first, last]`. */
export interface MacroPath {
  readonly first: number;
  readonly last: number;
  readonly banned: Banned;
  readonly note: string;
}

/** Modules whose TCP types are banned, by canonical path. */
const MODULES = ['tokio::net', 'std::net', 'mio::net'];
const ROOTS: ReadonlySet<string> = new Set(['tokio', 'std', 'mio']);
const TYPES: ReadonlySet<string> = new Set(TYPE_NAMES);

/** Tokens of all calls of a macro in these crates, by name of macro: what may be put into its variables. */
const callsOf = (
  crate: Crate,
  cursorOf: (unit: Unit) => Cursor,
  name: string,
): readonly (readonly string[])[] =>
  crate.units.flatMap((unit) =>
    unit.facts.regions
      .filter((region) => region.kind === 'call' && region.name === name)
      .map((region) => {
        const c = cursorOf(unit);
        const words: string[] = [];
        for (let at = region.open + 1; at < region.close && words.length < 2000; at++)
          if (c.isName(at)) words.push(c.name(at));
        return words;
      }),
  );

/** The macro definition around a token. */
const rulesAround = (region: Region | undefined): Region | undefined => {
  for (let at = region; at !== undefined; at = at.parent) {
    if (at.kind === 'matcher') return undefined;
    if (at.kind === 'rules') return at;
  }
  return undefined;
};

/**
 * Paths put together by macros: `$x::net::TcpStream`, `tokio::net::$t`, `tokio::net::[<Tcp Stream>]` and
 * `m!(tokio, net, TcpStream)`. A variable is only held to be harmless when every call in the crate gives it something harmless.
 */
export const findMacroPaths = (
  c: Cursor,
  unit: Unit,
  crate: Crate,
  resolver: Resolver,
  cursorOf: (unit: Unit) => Cursor,
): readonly MacroPath[] => {
  const { facts } = unit;
  if (!facts.regions.some(({ kind }) => kind === 'rules' || kind === 'call')) return [];
  const found: MacroPath[] = [];
  const { kind, count } = c.tokens;
  const given = (rules: Region): readonly (readonly string[])[] => callsOf(crate, cursorOf, rules.name);
  for (let at = 1; at < count; at++) {
    if (kind[at] !== Kind.pathSep) continue;
    if (c.isName(at + 1) && TYPES.has(c.name(at + 1))) found.push(...continued(c, facts, at, given));
    else if (c.isPunct(at + 1, '$') || (c.isOpen(at + 1, '[') && c.isPunct(at + 2, '<')))
      found.push(...completed(c, unit, at, resolver, given));
  }
  for (const region of facts.regions) if (region.kind === 'call') found.push(...spelled(c, region));
  return found;
};

/** `$x::net::TcpStream`, `$($x)::+::TcpStream` with the separator before the type at `at`. */
const continued = (
  c: Cursor,
  facts: FileFacts,
  at: number,
  given: (rules: Region) => readonly (readonly string[])[],
): readonly MacroPath[] => {
  let first = at - 1;
  while (c.isName(first) && c.isPathSep(first - 1)) first -= 2;
  const repeated = (c.isPunct(first, '+') || c.isPunct(first, '*')) && c.isPathSep(first - 1);
  const variable = c.isName(first) && c.isPunct(first - 1, '$');
  if (!repeated && !variable) return [];
  const rules = rulesAround(regionAt(facts, at));
  if (rules === undefined) return [];
  const calls = given(rules);
  if (calls.length > 0 && !calls.some((words) => words.some((word) => ROOTS.has(word)))) return [];
  const type = c.name(at + 1);
  return [
    {
      first: variable ? first - 1 : at + 1,
      last: at + 1,
      banned: bannedAt(`tokio::net::${type}`) ?? {
        item: type,
        what: 'a TCP type of the kernel',
        instead: 'tokio::net::TcpDpdkStream',
      },
      note: 'a heuristic: a macro variable stands for the beginning of the path',
    },
  ];
};

/** `tokio::net::$t` or `tokio::net::[<…>]` with the separator before the variable at `at`. */
const completed = (
  c: Cursor,
  unit: Unit,
  at: number,
  resolver: Resolver,
  given: (rules: Region) => readonly (readonly string[])[],
): readonly MacroPath[] => {
  const segments: string[] = [];
  let first = at;
  while (c.isPathSep(first) && c.isName(first - 1)) {
    segments.unshift(c.name(first - 1));
    first -= 2;
  }
  if (segments.length === 0) return [];
  const rooted = c.isPathSep(first);
  const start = rooted ? first : first + 1;
  const place: Place = { unit, scope: scopeAt(unit.facts, at) };
  const module = resolver
    .resolve({ segments, rooted }, place)
    .map((target) => (target.kind === 'external' ? target.path : ''))
    .find((path) => MODULES.includes(path));
  if (module === undefined) return [];
  const region = regionAt(unit.facts, at);
  const rules = rulesAround(region);
  const pasted = c.isOpen(at + 1, '[') ? pastedName(c, at + 1) : undefined;
  if (pasted !== undefined && !TYPES.has(pasted)) return [];
  const calls = rules === undefined || pasted !== undefined ? [] : given(rules);
  const types = calls.flatMap((words) => words.filter((word) => TYPES.has(word)));
  if (calls.length > 0 && types.length === 0) return [];
  const item = `${module}::${pasted ?? types[0] ?? '$'}`;
  return [
    {
      first: start,
      last: at + 1,
      banned: bannedAt(item) ?? {
        item,
        what: 'may be a TCP type of the kernel',
        instead: 'a path without a macro variable',
      },
      note: 'a heuristic: a macro variable stands for the end of the path',
    },
  ];
};

/** `[<Tcp Stream>]` as paste! joins it; undefined when a variable is part of it. */
const pastedName = (c: Cursor, open: number): string | undefined => {
  let name = '';
  for (let at = open + 2; at < c.pair(open) - 1; at++) {
    if (!c.isName(at)) return undefined;
    name += c.name(at);
  }
  return name;
};

/** `m!(tokio, net, TcpStream)`: the path as adjacent arguments. */
const spelled = (c: Cursor, region: Region): readonly MacroPath[] => {
  const found: MacroPath[] = [];
  if (region.name === 'stringify') return found;
  const next = (at: number): number => (c.isPunct(at + 1, ',') ? at + 2 : at + 1);
  for (let at = region.open + 1; at < region.close; at++) {
    if (!c.isName(at) || !ROOTS.has(c.name(at))) continue;
    const module = next(at);
    const type = next(module);
    if (type >= region.close || !c.isName(module) || c.name(module) !== 'net' || !c.isName(type)) continue;
    const banned = bannedAt(`${c.name(at)}::net::${c.name(type)}`);
    if (banned !== undefined)
      found.push({ first: at, last: type, banned, note: 'a heuristic: a macro is given the path in pieces' });
  }
  return found;
};
