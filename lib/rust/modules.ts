import type { Cursor } from './cursor.js';
import { Word } from './keywords.js';
import type { Parse } from './parse.js';

/** Opening brackets of the attributes before the item whose first token (visibility included) is `at`, first one first. */
export const attributesBefore = (c: Cursor, at: number): readonly number[] => {
  const found: number[] = [];
  let close = at - 1;
  for (let open = c.opener(close, ']'); open !== -1; open = c.opener(close, ']')) {
    if (!c.isPunct(open - 1, '#')) break;
    found.push(open);
    close = open - 2;
  }
  return found.reverse();
};

/** Index of the first token of an item whose keyword is at `at`: goes back over `pub(…)`, `unsafe`, `async`, `extern "C"` … */
export const itemStart = (c: Cursor, at: number): number => {
  let first = at;
  for (;;) {
    const before = first - 1;
    if (
      c.isWord(before, Word.pub) ||
      c.isWord(before, Word.unsafe) ||
      c.isWord(before, Word.async) ||
      c.isWord(before, Word.const) ||
      c.isWord(before, Word.extern) ||
      c.isWord(before, Word.safe) ||
      c.isWord(before, Word.auto) ||
      c.isWord(before, Word.default)
    )
      first = before;
    else if (c.isWord(before - 1, Word.extern) && c.literal(before) !== undefined) first = before - 1;
    else {
      const open = c.opener(before, ')');
      if (open === -1 || !c.isWord(open - 1, Word.pub)) return first;
      first = open - 1;
    }
  }
};

/** The item whose keyword is at `at` has a `pub` of any reach. */
export const isOpenItem = (c: Cursor, at: number): boolean => c.isWord(itemStart(c, at), Word.pub);

/** `path = "…"` values in one attribute; `fixed` when it stands outside `cfg_attr`. */
export const attributePaths = (
  c: Cursor,
  open: number,
): { readonly paths: readonly string[]; readonly fixed: boolean } => {
  if (c.isWord(open + 1, Word.path)) {
    const value = c.literal(open + 3);
    return value === undefined ? { paths: [], fixed: false } : { paths: [value], fixed: true };
  }
  const paths: string[] = [];
  if (c.isWord(open + 1, Word.cfg_attr)) {
    const close = c.pair(open);
    for (let at = open; at < close; at++)
      if (c.isWord(at, Word.path) && c.isPunct(at + 1, '=')) {
        const value = c.literal(at + 2);
        if (value !== undefined) paths.push(value);
      }
  }
  return { paths, fixed: false };
};

/** All `path` values among some attributes. */
export const pathsOf = (
  c: Cursor,
  attributes: readonly number[],
): { readonly paths: readonly string[]; readonly fixed: boolean } => {
  const found = attributes.map((open) => attributePaths(c, open));
  return { paths: found.flatMap(({ paths }) => paths), fixed: found.some(({ fixed }) => fixed) };
};

/** `include!(…)` */
export const include = (parse: Parse, at: number, open: number, close: number): void => {
  const { c, frames, facts } = parse;
  const { start, end } = c.tokens;
  const single = close === open + 2 || (close === open + 3 && c.isPunct(open + 2, ','));
  facts.includes.push({
    path: single ? c.literal(open + 1) : undefined,
    span: { start: start[at] as number, end: end[Math.min(close, c.tokens.count - 1)] as number },
    scope: frames.scope(),
  });
};
