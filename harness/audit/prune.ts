import type { Cursor } from '../../lib/rust/cursor.js';
import type { FunctionFact } from '../../lib/rust/facts.js';
import { parseFile } from '../../lib/rust/parse.js';
import { Kind } from '../../lib/rust/tokens.js';
import { tokensOf } from './source.js';

/** A compiler error and where rustc says it is. */
export interface CompileError {
  /** First line of what rustc says, e.g. `error[E0599]: no method named …`. */
  readonly message: string;
  /** As rustc names it; absolute for crates outside of the workspace's own folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

/** Reads the place out of an error as rustc renders it; undefined when it shows none. */
export const placeOf = (rendered: string): CompileError | undefined => {
  const [, file, line, column] = /^\s*--> (.+):(\d+):(\d+)$/m.exec(rendered) ?? [];
  if (file === undefined) return undefined;
  return { message: rendered.split('\n')[0] ?? '', file, line: Number(line), column: Number(column) };
};

/** A function that cannot be compiled, and why. */
export interface Pruned {
  readonly name: string;
  readonly error: CompileError;
}

/** A source without what could not be compiled; every other line stays where it was. */
export interface PrunedSource {
  readonly source: Uint8Array;
  readonly functions: readonly Pruned[];
  /** Errors that are in no function and no import: they cannot be cut out. */
  readonly left: readonly CompileError[];
}

const offsetOf = (source: Uint8Array, { line, column }: CompileError): number => {
  let at = 0;
  for (let seen = 1; seen < line; seen++) {
    const next = source.indexOf(10, at);
    if (next === -1) return source.length;
    at = next + 1;
  }
  for (let seen = 1; seen < column && at < source.length; seen++) {
    at++;
    while (((source[at] ?? 0) & 0xc0) === 0x80) at++;
  }
  return at;
};

const blank = (source: Uint8Array, from: number, to: number): void => {
  for (let at = from; at < to; at++) if (source[at] !== 10 && source[at] !== 13) source[at] = 32;
};

type Range = readonly [number, number];

const isDocLine = (source: Uint8Array, from: number, to: number): boolean =>
  /^\s*\/\/\//.test(Buffer.from(source.subarray(from, to)).toString('utf8'));

/** Where the doc comment of an item begins, by lines: one that is left without its item is an error by itself. */
const docBefore = (source: Uint8Array, item: number): number => {
  let begin = item;
  let line = item === 0 ? 0 : source.lastIndexOf(10, item - 1) + 1;
  while (line > 0) {
    const above = source.lastIndexOf(10, line - 2) + 1;
    if (!isDocLine(source, above, line)) return begin;
    begin = above;
    line = above;
  }
  return begin;
};

const rangeOf = (c: Cursor, { first, body }: FunctionFact): Range | undefined =>
  body === -1 || c.tokens.pair[body] === -1
    ? undefined
    : [c.tokens.start[first] as number, c.tokens.end[c.tokens.pair[body] as number] as number];

/** The part of a `use` declaration that an offset is in: one name of a group, or the whole declaration. */
const importRange = (c: Cursor, offset: number): Range | undefined => {
  const { kind, start, end, pair, count } = c.tokens;
  let token = 0;
  while (token < count && (end[token] as number) <= offset) token++;
  if (token === count) return undefined;
  let first = token;
  while (first > 0 && c.text(first) !== 'use' && !c.isPunct(first - 1, ';') && c.text(first - 1) !== '}')
    first--;
  if (c.text(first) === 'pub') while (first < token && c.text(first) !== 'use') first++;
  if (c.text(first) !== 'use') return undefined;
  let open = token - 1;
  while (open > first && kind[open] !== Kind.open)
    open = kind[open] === Kind.close ? (pair[open] as number) - 1 : open - 1;
  const close = open > first ? c.pair(open) : count;
  let last = token;
  const ends = (at: number): boolean =>
    open > first ? at === close || c.isPunct(at, ',') : c.isPunct(at, ';');
  while (last < count && !ends(last)) last = c.after(last);
  if (last >= count) return undefined;
  const from = open > first ? token : first;
  const to = last === close ? (end[last - 1] as number) : (end[last] as number);
  return [start[from] as number, to];
};

/**
 * Cuts out of one source the functions and imports that hold compiler errors, by blanks. Names that were imported are then unknown where
 * they are used, which the next compilation says.
 */
export const prune = (original: Uint8Array, errors: readonly CompileError[]): PrunedSource => {
  const source = new Uint8Array(original); // a copy: `slice` of a Buffer is none
  const c = tokensOf(original);
  const { functions } = parseFile(c.tokens, c.names);
  const pruned: Pruned[] = [];
  const left: CompileError[] = [];
  for (const error of errors) {
    const offset = offsetOf(original, error);
    const around = functions.flatMap((fact): { readonly fact: FunctionFact; readonly range: Range }[] => {
      const range = rangeOf(c, fact);
      return range !== undefined && range[0] <= offset && offset < range[1] ? [{ fact, range }] : [];
    });
    const [outermost] = around.toSorted((a, b) => a.range[0] - b.range[0]);
    const range = outermost?.range ?? importRange(c, offset);
    if (range === undefined) left.push(error);
    else blank(source, docBefore(original, range[0]), range[1]);
    if (outermost !== undefined) {
      const name = c.text(outermost.fact.nameToken);
      if (!pruned.some((one) => one.name === name)) pruned.push({ name, error });
    }
  }
  return { source, functions: pruned, left };
};
