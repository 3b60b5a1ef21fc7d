import { KEYWORDS } from './keywords.js';

/** Gives every distinct identifier a small number, comparing bytes, so that tokens need no strings. */
export interface Interner {
  /** Number of the identifier at `source[start, end)`; `hash` is its {@link hashByte} fold. */
  intern(source: Uint8Array, start: number, end: number, hash: number): number;
  /** Number of a name given as text. */
  number(name: string): number;
  /** Number of a name that is known already, or -1. */
  find(name: string): number;
  /** The name behind a number. */
  name(id: number): string;
  /** How many names are known. Keywords come first, in the order of {@link KEYWORDS}. */
  readonly size: number;
}

/** Start value of the hash over an identifier's bytes. */
export const HASH_START = 0x811c9dc5 | 0;
/** Folds one byte into the hash. */
export const hashByte = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Makes an interner that knows the keywords. */
export const createInterner = (): Interner => {
  let table = new Int32Array(1 << 14).fill(-1);
  let arena = new Uint8Array(1 << 18);
  let arenaEnd = 0;
  let starts = new Uint32Array(1 << 13);
  let hashes = new Int32Array(1 << 13);
  let count = 0;
  const names: (string | undefined)[] = [];

  const grow = (): void => {
    const biggerStarts = new Uint32Array(starts.length * 2);
    biggerStarts.set(starts);
    starts = biggerStarts;
    const biggerHashes = new Int32Array(hashes.length * 2);
    biggerHashes.set(hashes);
    hashes = biggerHashes;
    table = new Int32Array(table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let id = 0; id < count; id++) {
      let slot = (hashes[id] as number) & mask;
      while (table[slot] !== -1) slot = (slot + 1) & mask;
      table[slot] = id;
    }
  };

  const intern = (source: Uint8Array, start: number, end: number, hash: number): number => {
    const length = end - start;
    const mask = table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = table[slot] as number;
      if (id === -1) break;
      if (hashes[id] === hash) {
        const at = starts[id] as number;
        if ((starts[id + 1] as number) - at === length) {
          let i = 0;
          while (i < length && arena[at + i] === source[start + i]) i++;
          if (i === length) return id;
        }
      }
      slot = (slot + 1) & mask;
    }
    if (arenaEnd + length > arena.length) {
      const bigger = new Uint8Array(Math.max(arena.length * 2, arenaEnd + length));
      bigger.set(arena);
      arena = bigger;
    }
    for (let i = 0; i < length; i++) arena[arenaEnd + i] = source[start + i] as number;
    const id = count++;
    table[slot] = id;
    starts[id] = arenaEnd;
    hashes[id] = hash;
    arenaEnd += length;
    starts[count] = arenaEnd;
    if (count + 2 >= starts.length) grow();
    return id;
  };

  const hashOf = (bytes: Uint8Array): number => {
    let hash = HASH_START;
    for (const byte of bytes) hash = hashByte(hash, byte);
    return hash;
  };

  const number = (name: string): number => {
    const bytes = encoder.encode(name);
    return intern(bytes, 0, bytes.length, hashOf(bytes));
  };

  const find = (name: string): number => {
    const bytes = encoder.encode(name);
    const hash = hashOf(bytes);
    const mask = table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = table[slot] as number;
      if (id === -1) return -1;
      if (hashes[id] === hash && nameOf(id) === name) return id;
    }
  };

  const nameOf = (id: number): string =>
    (names[id] ??= decoder.decode(arena.subarray(starts[id], starts[id + 1])).normalize('NFC'));

  for (const keyword of KEYWORDS) number(keyword);
  return {
    intern,
    number,
    find,
    name: nameOf,
    get size() {
      return count;
    },
  };
};
