import { createCursor, type Cursor } from '../../lib/rust/cursor.js';
import type { Definition, Region } from '../../lib/rust/facts.js';
import { lex } from '../../lib/rust/lexer.js';
import { findOccurrences, type Occurrence } from '../../lib/rust/occurrences.js';
import { matchDelimiters } from '../../lib/rust/pairs.js';
import { bannedAt, type Banned } from './banned.js';
import type { Crate, Unit, Workspace } from './crate.js';
import { isTransparentMacro } from './macros.js';
import { createResolver, type Place, type Resolver, type Step, type Target } from './resolve.js';
import { judgeCall } from './calls.js';
import { taintedNames } from './taint.js';

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
}

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
  workspace: Workspace,
): readonly RawFinding[] => {
  const { names } = workspace;
  const tainted = taintedNames(crates, names);
  if (tainted.size === 0) return [];
  const resolver = createResolver(crates);
  const found: RawFinding[] = [];
  const needles = [...tainted].map((name) => Buffer.from(name));
  for (const { units } of reported)
    for (const unit of units) {
      for (const scope of unit.facts.scopes)
        for (const [, definitions] of scope.items)
          for (const definition of definitions)
            found.push(...declared(resolver, definition, { unit, scope }, tainted));
      const bytes = Buffer.from(unit.source.buffer, unit.source.byteOffset, unit.source.byteLength);
      if (!needles.some((needle) => bytes.includes(needle))) continue;
      const tokens = lex(unit.source, names, workspace.tokens);
      matchDelimiters(tokens);
      workspace.tokens = tokens;
      const wanted = new Uint8Array(names.size);
      for (const name of tainted) wanted[names.find(name)] = 1;
      const c = createCursor(tokens, names);
      for (const occurrence of findOccurrences(c, unit.facts, wanted)) {
        const finding = used(resolver, c, unit, occurrence);
        if (finding !== undefined) found.push(finding);
      }
    }
  return found;
};

/** Imports, renamed crates and foreign functions that name a banned item. */
const declared = (
  resolver: Resolver,
  definition: Definition,
  place: Place,
  tainted: ReadonlySet<string>,
): readonly RawFinding[] => {
  const common = { unit: place.unit, class: 'primary' as const, ...definition.span, steps: [] };
  if (definition.kind === 'import') {
    if (!definition.path.segments.some((segment) => tainted.has(segment))) return [];
    const found = hit(resolver.resolve(definition.path, place));
    return found === undefined ? [] : [{ ...common, banned: found.banned, steps: found.target.steps }];
  }
  if (definition.kind === 'crate') {
    const found = hit(resolver.resolve({ segments: [definition.crate], rooted: true }, place));
    return found === undefined ? [] : [{ ...common, banned: found.banned }];
  }
  if (definition.kind === 'foreign') {
    const banned = bannedAt(`foreign::${definition.symbol}`);
    return banned === undefined || definition.symbol === 'syscall' ? [] : [{ ...common, banned }];
  }
  return [];
};

/** Innermost macro call around a path whose meaning the scan does not know. */
const opaqueCall = (region: Region | undefined): Region | undefined => {
  for (let at = region; at !== undefined; at = at.parent) {
    if (at.kind === 'attribute') return at;
    if (at.kind === 'call' && !at.items && !isTransparentMacro(at.name)) return at;
  }
  return undefined;
};

const used = (resolver: Resolver, c: Cursor, unit: Unit, occurrence: Occurrence): RawFinding | undefined => {
  const { path, tokens, first, scope, region, variable } = occurrence;
  if (variable !== undefined) return undefined;
  const single = path.segments.length === 1 && !path.rooted;
  if (single && opaqueCall(region) !== undefined) return undefined;
  const found = hit(resolver.resolve(path, { unit, scope }));
  if (found === undefined) return undefined;
  const { banned, target } = found;
  if (banned.item === 'socket2' && single) return undefined;
  const verdict = judgeCall(c, banned, tokens.at(-1) as number, single);
  if (!verdict.counts) return undefined;
  const depth = bannedDepth(resolver, occurrence, unit);
  return {
    unit,
    class: target.steps.some(({ names }) => names) ? 'secondary' : 'primary',
    start: c.tokens.start[first] as number,
    end: c.tokens.end[tokens[depth] as number] as number,
    banned,
    steps: target.steps,
    ...(verdict.note === undefined ? {} : { note: verdict.note }),
  };
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
