import type { Interner } from './interner.js';
import { isReserved } from './keywords.js';
import { Kind, type Tokens } from './tokens.js';

const decoder = new TextDecoder();

/** Small questions about tokens, by index. Out of range answers are "no". */
export interface Cursor {
  readonly tokens: Tokens;
  readonly names: Interner;
  /** An identifier, raw or plain, that is no reserved word. */
  isName(at: number): boolean;
  isWord(at: number, word: number): boolean;
  isPunct(at: number, char: string): boolean;
  isOpen(at: number, char: string): boolean;
  isPathSep(at: number): boolean;
  /** Name of the identifier at this index. */
  name(at: number): string;
  /** The token as written. */
  text(at: number): string;
  /** Value of a plain or raw string literal without escapes other than `\\` and `\"`; undefined for other tokens. */
  literal(at: number): string | undefined;
  /** Index of the matching delimiter, or the last token when there is none. */
  pair(at: number): number;
  /** Index after the token or, when it opens a group, after the group. */
  after(at: number): number;
}

/** Makes a {@link Cursor}; cheap, and valid until the columns are used for another file. */
export const createCursor = (tokens: Tokens, names: Interner): Cursor => {
  const { kind, sym, start, end, pair, source } = tokens;
  const isIdent = (at: number): boolean => kind[at] === Kind.ident && at < tokens.count && at >= 0;
  const closing = (at: number): number => {
    const other = pair[at] as number;
    return other === -1 ? tokens.count : other;
  };
  return {
    tokens,
    names,
    isName: (at) =>
      (isIdent(at) && !isReserved(sym[at] as number)) || (kind[at] === Kind.rawIdent && at < tokens.count),
    isWord: (at, word) => isIdent(at) && sym[at] === word,
    isPunct: (at, char) =>
      at >= 0 && at < tokens.count && kind[at] === Kind.punct && sym[at] === char.charCodeAt(0),
    isOpen: (at, char) =>
      at >= 0 && at < tokens.count && kind[at] === Kind.open && sym[at] === char.charCodeAt(0),
    isPathSep: (at) => at >= 0 && at < tokens.count && kind[at] === Kind.pathSep,
    name: (at) => names.name(sym[at] as number),
    text: (at) => decoder.decode(source.subarray(start[at], end[at])),
    literal: (at) => {
      if (kind[at] !== Kind.string || at >= tokens.count) return undefined;
      const text = decoder.decode(source.subarray(start[at], end[at]));
      const raw = /^[bc]?r(#*)"([\s\S]*)"\1$/.exec(text);
      if (raw !== null) return raw[2];
      const plain = /^[bc]?"([\s\S]*)"$/.exec(text);
      return plain === null ? undefined : (plain[1] ?? '').replace(/\\(["\\])/g, '$1');
    },
    pair: closing,
    after: (at) => (kind[at] === Kind.open ? closing(at) + 1 : at + 1),
  };
};
