import { createCursor, type Cursor } from '../../lib/rust/cursor.js';
import { createInterner } from '../../lib/rust/interner.js';
import { createTokens, lex } from '../../lib/rust/lexer.js';
import { matchDelimiters } from '../../lib/rust/pairs.js';

/** Sources by path relative to the crate's workspace. */
export type Sources = ReadonlyMap<string, Uint8Array>;

/** The tokens of one source, with matched delimiters; comments are no tokens. */
export const tokensOf = (source: Uint8Array): Cursor => {
  const names = createInterner();
  const tokens = lex(source, names, createTokens(new Uint8Array(0)));
  matchDelimiters(tokens);
  return createCursor(tokens, names);
};

/** Sources that hold one of these words, written as they are: others have no token that is one of them, and need not be read as Rust. */
export const sourcesWith = (sources: Sources, words: readonly string[]): Sources =>
  new Map(
    [...sources].filter(([, source]) =>
      words.some((word) => Buffer.from(source.buffer, source.byteOffset, source.byteLength).includes(word)),
    ),
  );

/** Line, from 1, of a token. */
export const lineOf = (c: Cursor, token: number): number => {
  const { source, start } = c.tokens;
  const end = start[token] as number;
  let line = 1;
  for (let at = source.indexOf(10); at !== -1 && at < end; at = source.indexOf(10, at + 1)) line++;
  return line;
};
