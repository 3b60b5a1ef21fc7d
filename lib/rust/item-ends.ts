import type { Span } from './facts.js';
import { Word } from './keywords.js';
import { isOpenItem } from './modules.js';
import type { Parse } from './parse.js';
import { Kind } from './tokens.js';

/** From the first byte of one token to the last of another. */
export const span = (parse: Parse, first: number, last: number): Span => {
  const { start, end, count } = parse.c.tokens;
  return { start: start[first] as number, end: end[Math.min(last, count - 1)] as number };
};

/** Words that only ever start an item: a search that meets one has left its own item (which then was none). */
const ITEM_WORDS: ReadonlySet<number> = new Set([
  Word.struct,
  Word.enum,
  Word.mod,
  Word.trait,
  Word.type,
  Word.static,
  Word.let,
]);

/** The token at `at` starts another item. Keeps searches linear on input that is no Rust. */
const startsItem = (parse: Parse, at: number): boolean => {
  const { kind, sym } = parse.c.tokens;
  if (kind[at] !== Kind.ident) return false;
  const word = sym[at] as number;
  return ITEM_WORDS.has(word) || ((word === Word.fn || word === Word.use) && parse.c.isName(at + 1));
};

/** Index of the next `;` outside groups, or of the token that ends the group around it. */
export const statementEnd = (parse: Parse, from: number): number => {
  const { c } = parse;
  const { kind, count } = c.tokens;
  let at = from;
  while (at < count && kind[at] !== Kind.close && !c.isPunct(at, ';') && !startsItem(parse, at))
    at = c.after(at);
  return at;
};

/** Index of the next `{` or `;` outside other groups, or of the token that ends the group around it. */
export const bodyStart = (parse: Parse, from: number): number => {
  const { c } = parse;
  const { kind, count } = c.tokens;
  let at = from;
  while (at < count && kind[at] !== Kind.close && !c.isPunct(at, ';') && !startsItem(parse, at)) {
    if (c.isOpen(at, '{') && !c.isPunct(at - 1, '<') && !c.isPunct(at - 1, ',')) return at;
    at = c.after(at);
  }
  return at;
};

/** What is known of the item whose keyword is at `at`, its name behind it and its last token at `last`. */
export const declared = (parse: Parse, at: number, last: number) => ({
  open: isOpenItem(parse.c, at),
  span: span(parse, at + 1, at + 1),
  whole: span(parse, at, last),
});
