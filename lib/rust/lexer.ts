import {
  blockCommentEnd,
  CLASS,
  contentStart,
  CONTINUES,
  identEnd,
  isWideSpaceLead,
  lineEnd,
  wideSpace,
} from './bytes.js';
import { hashByte, HASH_START, type Interner } from './interner.js';
import { charEnd, numberEnd, stringEnd } from './literals.js';
import { prefixed } from './prefixed.js';
import { growTokens, Kind, type Tokens } from './tokens.js';

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
