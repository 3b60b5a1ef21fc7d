import type { Cursor } from './cursor.js';
import { Word } from './keywords.js';
import { Kind } from './tokens.js';

/** A type parameter that hides other meanings of its name in the tokens `[from, to)`. */
export interface Shadow {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const WITH_NAME: ReadonlySet<number> = new Set([
  Word.fn,
  Word.struct,
  Word.enum,
  Word.union,
  Word.trait,
  Word.type,
]);

/** Type parameters whose symbol is marked in `wanted`, with the item they belong to. */
export const findShadows = (c: Cursor, wanted: Uint8Array): readonly Shadow[] => {
  const { kind, sym, count } = c.tokens;
  const found: Shadow[] = [];
  for (let at = 0; at < count; at++) {
    if (kind[at] !== Kind.ident) continue;
    const word = sym[at] as number;
    const open = word === Word.impl ? at + 1 : WITH_NAME.has(word) && c.isName(at + 1) ? at + 2 : -1;
    if (open === -1 || !c.isPunct(open, '<')) continue;
    const names = parameters(c, open, wanted);
    if (names.length === 0) continue;
    const to = itemEnd(c, open);
    for (const name of names) found.push({ name, from: at, to });
  }
  return found;
};

/** Names of the parameters in `<…>` that are wanted. */
const parameters = (c: Cursor, open: number, wanted: Uint8Array): readonly string[] => {
  const names: string[] = [];
  let depth = 1;
  for (let at = open + 1; at < c.tokens.count && depth > 0; at = c.after(at)) {
    if (c.isPunct(at, '<')) depth++;
    else if (c.isPunct(at, '>') && !c.isPunct(at - 1, '-') && !c.isPunct(at - 1, '=')) depth--;
    else if (c.isPunct(at, ';') || (c.isWord(at, Word.fn) && c.isName(at + 1))) break;
    else if (depth === 1 && c.isName(at) && (at === open + 1 || c.isPunct(at - 1, ',')))
      if (wanted[c.tokens.sym[at] as number] === 1) names.push(c.name(at));
  }
  return names;
};

/** Token after the item whose generics open at `open`: behind its body or its semicolon. */
const itemEnd = (c: Cursor, open: number): number => {
  const { kind, count } = c.tokens;
  for (let at = open; at < count; at = c.after(at)) {
    if (c.isPunct(at, ';') || kind[at] === Kind.close) return at;
    if (at > open && c.isWord(at, Word.fn) && c.isName(at + 1)) return at;
    if (c.isOpen(at, '{')) return c.after(at);
  }
  return count;
};
