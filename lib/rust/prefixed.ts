import { CLASS, identEnd } from './bytes.js';
import { charEnd, rawStringEnd, stringEnd } from './literals.js';
import { Kind } from './tokens.js';

/** What a prefix made of the bytes behind it. */
export interface Prefixed {
  /** One of {@link Kind}. */
  readonly kind: number;
  /** Offset behind it. */
  readonly end: number;
  readonly problem?: string;
}

const closed = (kind: number, end: number, length: number, what: string): Prefixed =>
  end === -1 ? { kind, end: length, problem: `this ${what} never ends` } : { kind, end };

/** A literal or raw identifier whose prefix (`r b c br cr`) is `source[from, at)` and whose next byte is `next`. */
export const prefixed = (
  source: Uint8Array,
  from: number,
  at: number,
  next: number,
): Prefixed | undefined => {
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
