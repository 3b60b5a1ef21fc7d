/** Kinds of Rust tokens. Whitespace is never a token; comments are only kept when asked for. */
export const Kind = {
  ident: 1,
  /** `r#name`; its symbol is that of `name`, but it is never a keyword. */
  rawIdent: 2,
  lifetime: 3,
  /** Character and byte literals. */
  char: 4,
  /** String literals of every form: plain, byte, C, raw. */
  string: 5,
  number: 6,
  /** One character of punctuation; its symbol is the character's code. */
  punct: 7,
  /** `::` */
  pathSep: 8,
  /** `(`, `[` or `{`; its symbol is the character's code. */
  open: 9,
  /** `)`, `]` or `}`; its symbol is the character's code. */
  close: 10,
} as const;

/** A piece of source that no Rust lexer accepts, at a byte offset. */
export interface LexProblem {
  readonly offset: number;
  readonly message: string;
}

/** Tokens of one file, in columns. Offsets are bytes into the source. The arrays may be longer than `count`. */
export interface Tokens {
  readonly source: Uint8Array;
  count: number;
  kind: Uint8Array;
  start: Uint32Array;
  end: Uint32Array;
  /** Interned name of identifiers, character code of punctuation and delimiters, 0 otherwise. */
  sym: Int32Array;
  /** Index of the other delimiter, for `open` and `close`; -1 when there is none. */
  pair: Int32Array;
  readonly problems: LexProblem[];
  /** Byte ranges of comments, flat (start, end, start, end …), when asked for. */
  readonly comments: number[] | undefined;
}

/** Grows the columns so that at least one more token fits. */
export const growTokens = (tokens: Tokens): void => {
  const size = tokens.kind.length * 2;
  const copy = <T extends Uint8Array | Uint32Array | Int32Array>(from: T, to: T): T => {
    to.set(from);
    return to;
  };
  tokens.kind = copy(tokens.kind, new Uint8Array(size));
  tokens.start = copy(tokens.start, new Uint32Array(size));
  tokens.end = copy(tokens.end, new Uint32Array(size));
  tokens.sym = copy(tokens.sym, new Int32Array(size));
  tokens.pair = copy(tokens.pair, new Int32Array(size));
};
