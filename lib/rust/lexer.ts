import { hashByte, HASH_START, type Interner } from './interner.js';
import { charEnd, numberEnd, rawStringEnd, stringEnd } from './literals.js';
import { growTokens, Kind, type Tokens } from './tokens.js';

/** Character classes by byte: 1 space, 2 identifier start, 3 digit, 4 open, 5 close, 6 quote ", 7 quote ', 8 slash, 9 colon, 0 other. */
const CLASS = new Uint8Array(256);
for (const byte of [9, 10, 11, 12, 13, 32]) CLASS[byte] = 1;
for (let byte = 0; byte < 256; byte++)
  if ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte >= 128)
    CLASS[byte] = 2;
for (let byte = 48; byte <= 57; byte++) CLASS[byte] = 3;
for (const char of '([{') CLASS[char.charCodeAt(0)] = 4;
for (const char of ')]}') CLASS[char.charCodeAt(0)] = 5;
CLASS[0x22] = 6;
CLASS[0x27] = 7;
CLASS[0x2f] = 8;
CLASS[0x3a] = 9;

/** 1 for bytes that may continue an identifier. */
const CONTINUES = CLASS.map((value) => (value === 2 || value === 3 ? 1 : 0));

/** End of the bytes that continue an identifier. */
const identEnd = (source: Uint8Array, at: number): number => {
  let i = at;
  while (CONTINUES[source[i] as number] === 1) i++;
  return i;
};

/** Length of a Unicode white space character of more than one byte (U+0085, U+200E/F, U+2028/9) at `at`, or 0. */
const wideSpace = (source: Uint8Array, at: number): number => {
  if (source[at] === 0xc2) return source[at + 1] === 0x85 ? 2 : 0;
  if (source[at] !== 0xe2 || source[at + 1] !== 0x80) return 0;
  const last = source[at + 2];
  return last === 0x8e || last === 0x8f || last === 0xa8 || last === 0xa9 ? 3 : 0;
};

const isWideSpaceLead = (byte: number): boolean => byte === 0xc2 || byte === 0xe2;

/** End of a block comment that starts at `at`, nesting counted; -1 when it never ends. */
const blockCommentEnd = (source: Uint8Array, at: number): number => {
  let depth = 1;
  for (let i = at + 2; i + 1 < source.length; i++) {
    const byte = source[i];
    if (byte === 0x2a && source[i + 1] === 0x2f) {
      i++;
      if (--depth === 0) return i + 1;
    } else if (byte === 0x2f && source[i + 1] === 0x2a) {
      i++;
      depth++;
    }
  }
  return -1;
};

/** End of a line that holds `at`: the offset of its newline, or the end of the source. */
const lineEnd = (source: Uint8Array, at: number): number => {
  const found = source.indexOf(10, at);
  return found === -1 ? source.length : found;
};

/** Offset after a byte order mark and a `#!` line that is not an inner attribute. */
const contentStart = (source: Uint8Array): number => {
  const start = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0;
  if (source[start] !== 0x23 || source[start + 1] !== 0x21) return start;
  let i = start + 2;
  for (;;) {
    if (CLASS[source[i] as number] === 1) i++;
    else if (source[i] === 0x2f && source[i + 1] === 0x2f) i = lineEnd(source, i);
    else if (source[i] === 0x2f && source[i + 1] === 0x2a) {
      const end = blockCommentEnd(source, i);
      if (end === -1) break;
      i = end;
    } else break;
  }
  return source[i] === 0x5b ? start : lineEnd(source, start);
};

/** Empty columns with room for a source of this size, or for a known number of tokens, to be handed to {@link lex}. */
export const createTokens = (source: Uint8Array, count = source.length >> 2): Tokens => {
  const room = count + 64;
  return {
    source,
    count: 0,
    kind: new Uint8Array(room),
    start: new Uint32Array(room),
    end: new Uint32Array(room),
    sym: new Int32Array(room),
    pair: new Int32Array(room),
    problems: [],
    comments: undefined,
  };
};

/**
 * Cuts a Rust source into tokens, as the Rust reference's chapter "Lexical structure" says. It never throws: what no
 * lexer accepts (a string without end, an unknown character) is a problem in the result, and lexing goes on where it can.
 * With `reuse`, that result's columns are overwritten.
 */
export const lex = (source: Uint8Array, interner: Interner, reuse?: Tokens, comments = false): Tokens => {
  const fresh = reuse ?? createTokens(source);
  let { kind, start, end, sym } = fresh;
  const { pair } = fresh;
  const tokens: Tokens = {
    ...{ source, count: 0, kind, start, end, sym, pair },
    problems: [],
    comments: comments ? [] : undefined,
  };
  let room = kind.length - 2;
  let n = 0;
  const length = source.length;
  let i = contentStart(source);
  while (i < length) {
    const byte = source[i] as number;
    const cls = CLASS[byte] as number;
    if (cls === 1) {
      i++;
      continue;
    }
    if (n >= room) {
      tokens.count = n;
      growTokens(tokens);
      ({ kind, start, end, sym } = tokens);
      room = kind.length - 2;
    }
    if (cls === 2) {
      if (byte >= 128 && isWideSpaceLead(byte)) {
        const space = wideSpace(source, i);
        if (space > 0) {
          i += space;
          continue;
        }
      }
      const from = i;
      let hash = HASH_START;
      let next = byte;
      do {
        hash = hashByte(hash, next);
        next = source[++i] as number;
      } while (CONTINUES[next] === 1);
      if ((next === 0x22 || next === 0x27 || next === 0x23) && i - from <= 2) {
        const stop = prefixed(source, from, i, next);
        if (stop !== undefined) {
          kind[n] = stop.kind;
          start[n] = from;
          sym[n] = 0;
          if (stop.kind === Kind.rawIdent) {
            hash = HASH_START;
            for (let k = from + 2; k < stop.end; k++) hash = hashByte(hash, source[k] as number);
            sym[n] = interner.intern(source, from + 2, stop.end, hash);
          }
          i = stop.end;
          if (stop.problem !== undefined) {
            tokens.problems.push({ offset: from, message: stop.problem });
            i = length;
          }
          end[n++] = i;
          continue;
        }
      }
      kind[n] = Kind.ident;
      start[n] = from;
      end[n] = i;
      sym[n++] = interner.intern(source, from, i, hash);
      continue;
    }
    start[n] = i;
    sym[n] = 0;
    switch (cls) {
      case 3:
        kind[n] = Kind.number;
        i = numberEnd(source, i);
        break;
      case 4:
        kind[n] = Kind.open;
        sym[n] = byte;
        i++;
        break;
      case 5:
        kind[n] = Kind.close;
        sym[n] = byte;
        i++;
        break;
      case 6: {
        kind[n] = Kind.string;
        const stop = stringEnd(source, i + 1);
        if (stop === -1) tokens.problems.push({ offset: i, message: 'this string never ends' });
        i = stop === -1 ? length : stop;
        break;
      }
      case 7: {
        const stop = charEnd(source, i);
        if (stop > 0) {
          kind[n] = Kind.char;
          i = stop;
        } else if (CLASS[source[i + 1] as number] === 2) {
          kind[n] = Kind.lifetime;
          i = identEnd(source, i + 1);
          if (
            source[i] === 0x23 &&
            i === (start[n] as number) + 2 &&
            source[i - 1] === 0x72 &&
            CLASS[source[i + 1] as number] === 2
          )
            i = identEnd(source, i + 1);
        } else {
          tokens.problems.push({
            offset: i,
            message: 'this quote starts neither a character nor a lifetime',
          });
          kind[n] = Kind.punct;
          i++;
        }
        break;
      }
      case 8: {
        const next = source[i + 1];
        if (next === 0x2f || next === 0x2a) {
          const from = i;
          i = next === 0x2f ? lineEnd(source, i) : blockCommentEnd(source, i);
          if (i === -1) {
            tokens.problems.push({ offset: from, message: 'this comment never ends' });
            i = length;
          }
          tokens.comments?.push(from, i);
          continue;
        }
        kind[n] = Kind.punct;
        sym[n] = byte;
        i++;
        break;
      }
      case 9:
        if (source[i + 1] === 0x3a) {
          kind[n] = Kind.pathSep;
          i += 2;
        } else {
          kind[n] = Kind.punct;
          sym[n] = byte;
          i++;
        }
        break;
      default:
        if (byte < 32 || byte === 127)
          tokens.problems.push({ offset: i, message: `this byte (${byte}) is no part of Rust` });
        kind[n] = Kind.punct;
        sym[n] = byte;
        i++;
    }
    end[n++] = i;
  }
  tokens.count = n;
  return tokens;
};

interface Prefixed {
  readonly kind: number;
  readonly end: number;
  readonly problem?: string;
}

/** A literal or raw identifier whose prefix (`r b c br cr`) is `source[from, at)` and whose next byte is `next`. */
const prefixed = (source: Uint8Array, from: number, at: number, next: number): Prefixed | undefined => {
  const first = source[from] as number;
  const second = at - from === 2 ? (source[from + 1] as number) : 0;
  const raw = second === 0x72 ? first === 0x62 || first === 0x63 : second === 0 && first === 0x72;
  const plain = second === 0 && (first === 0x62 || first === 0x63);
  if (next === 0x22 && plain) return closed(Kind.string, stringEnd(source, at + 1), source.length, 'string');
  if (next === 0x27 && plain && first === 0x62) {
    const end = charEnd(source, at);
    return end > 0 ? { kind: Kind.char, end } : undefined;
  }
  if (!raw) return undefined;
  if (next === 0x22) return closed(Kind.string, rawStringEnd(source, at), source.length, 'raw string');
  if (next !== 0x23) return undefined;
  let i = at;
  while (source[i] === 0x23) i++;
  if (source[i] === 0x22) return closed(Kind.string, rawStringEnd(source, at), source.length, 'raw string');
  if (second === 0 && i === at + 1 && CLASS[source[i] as number] === 2)
    return { kind: Kind.rawIdent, end: identEnd(source, i) };
  return undefined;
};

const closed = (kind: number, end: number, length: number, what: string): Prefixed =>
  end === -1 ? { kind, end: length, problem: `this ${what} never ends` } : { kind, end };
