import type { Interner } from './interner.js';
import { isReserved } from './keywords.js';
import { Kind, type Tokens } from './tokens.js';

const decoder = new TextDecoder();

/**
 * Small questions about tokens, by index. Out of range answers are "no". Cheap to make, and valid until the columns are used for
 * another file. A class, for the parser asks these questions at every token.
 */
export class Cursor {
  readonly tokens: Tokens;
  readonly names: Interner;
  private readonly kind: Uint8Array;
  private readonly sym: Int32Array;
  private readonly count: number;
  private parents: Int32Array | undefined;

  constructor(tokens: Tokens, names: Interner) {
    this.tokens = tokens;
    this.names = names;
    this.kind = tokens.kind;
    this.sym = tokens.sym;
    this.count = tokens.count;
  }

  /** An identifier, raw or plain, that is no reserved word. */
  isName(at: number): boolean {
    if (at < 0 || at >= this.count) return false;
    const kind = this.kind[at];
    return kind === Kind.rawIdent || (kind === Kind.ident && !isReserved(this.sym[at] as number));
  }

  /** A word of the language; one that is no reserved word may be written as a raw identifier as well (`#[r#path = …]`). */
  isWord(at: number, word: number): boolean {
    if (at < 0 || at >= this.count || this.sym[at] !== word) return false;
    const kind = this.kind[at];
    return kind === Kind.ident || (kind === Kind.rawIdent && !isReserved(word));
  }

  isPunct(at: number, char: string): boolean {
    return at >= 0 && at < this.count && this.kind[at] === Kind.punct && this.sym[at] === char.charCodeAt(0);
  }

  isOpen(at: number, char: string): boolean {
    return at >= 0 && at < this.count && this.kind[at] === Kind.open && this.sym[at] === char.charCodeAt(0);
  }

  isClose(at: number, char: string): boolean {
    return at >= 0 && at < this.count && this.kind[at] === Kind.close && this.sym[at] === char.charCodeAt(0);
  }

  /** Index of the delimiter that opens the group whose closing `char` stands here; -1 where none does, or none fits. */
  opener(at: number, char: string): number {
    return this.isClose(at, char) ? (this.tokens.pair[at] as number) : -1;
  }

  isPathSep(at: number): boolean {
    return at >= 0 && at < this.count && this.kind[at] === Kind.pathSep;
  }

  /** Name of the identifier at this index. */
  name(at: number): string {
    return this.names.name(this.sym[at] as number);
  }

  /** The token as written. */
  text(at: number): string {
    const { source, start, end } = this.tokens;
    return decoder.decode(source.subarray(start[at], end[at]));
  }

  /** The token as written, a name without its `r#`. */
  plain(at: number): string {
    return this.isName(at) ? this.name(at) : this.text(at);
  }

  /** Value of a plain or raw string literal without escapes other than `\\` and `\"`; undefined for other tokens. */
  literal(at: number): string | undefined {
    if (at < 0 || at >= this.count || this.kind[at] !== Kind.string) return undefined;
    const text = this.text(at);
    const raw = /^[bc]?r(#*)"([\s\S]*)"\1$/.exec(text);
    if (raw !== null) return raw[2];
    const plain = /^[bc]?"([\s\S]*)"$/.exec(text);
    return plain === null ? undefined : (plain[1] ?? '').replace(/\\(["\\])/g, '$1');
  }

  /** Index of the matching delimiter, or the number of tokens when there is none. */
  pair(at: number): number {
    const other = this.tokens.pair[at] as number;
    return other === -1 ? this.count : other;
  }

  /** Index of the delimiter that opens the group around a token, or -1. Worked out for the whole file at the first question. */
  enclosing(at: number): number {
    this.parents ??= this.findParents();
    return this.parents[at] ?? -1;
  }

  private findParents(): Int32Array {
    const parents = new Int32Array(this.count).fill(-1);
    const { pair } = this.tokens;
    let around = -1;
    for (let at = 0; at < this.count; at++) {
      if (this.kind[at] === Kind.close && pair[at] === around && around !== -1)
        around = parents[around] as number;
      parents[at] = around;
      if (this.kind[at] === Kind.open && pair[at] !== -1) around = at;
    }
    return parents;
  }

  /** Index after the token or, when it opens a group, after the group. */
  after(at: number): number {
    return this.kind[at] === Kind.open ? this.pair(at) + 1 : at + 1;
  }
}

/** Makes a {@link Cursor}. */
export const createCursor = (tokens: Tokens, names: Interner): Cursor => new Cursor(tokens, names);
