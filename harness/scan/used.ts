import type { Cursor } from '../../lib/rust/cursor.js';
import type { FileFacts, Region } from '../../lib/rust/facts.js';
import { Word } from '../../lib/rust/keywords.js';
import type { Occurrence } from '../../lib/rust/occurrences.js';
import { judgeCall } from './calls.js';
import type { Unit } from './crate.js';
import { isTransparentMacro } from './macros.js';
import { hit, isSystemCall, type Judged } from './raw-finding.js';
import type { Resolver } from './resolve.js';

/** Innermost macro call around a path whose meaning the scan does not know. */
const opaqueCall = (region: Region | undefined): Region | undefined => {
  for (let at = region; at !== undefined; at = at.parent) {
    if (at.kind === 'attribute') return at;
    if (at.kind === 'call' && !at.items && !isTransparentMacro(at.name)) return at;
  }
  return undefined;
};

/** The finding at a place where a name or path is used; undefined when it leads to nothing banned. */
export const used = (
  resolver: Resolver,
  c: Cursor,
  unit: Unit,
  occurrence: Occurrence,
): Judged | undefined => {
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
