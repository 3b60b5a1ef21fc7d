import { KEYWORDS } from './keywords.js';

/** Start value of the hash over an identifier's bytes. */
export const HASH_START = 0x811c9dc5 | 0;
/** Folds one byte into the hash. */
export const hashByte = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Text of some bytes, in Unicode normal form C as the Rust reference asks; most names are ASCII, which is in it as it stands. */
const textOf = (bytes: Uint8Array): string => {
  for (const byte of bytes) if (byte >= 0x80) return decoder.decode(bytes).normalize('NFC');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
};

const hashOf = (bytes: Uint8Array): number => {
  let hash = HASH_START;
  for (const byte of bytes) hash = hashByte(hash, byte);
  return hash;
};

/**
 * Gives every distinct identifier a small number, comparing bytes, so that tokens need no strings. Keywords come first, in the
 * order of {@link KEYWORDS}. A class, for its methods are the innermost calls of the lexer and must stay the same functions.
 */
export class Interner {
  /** How many names are known. */
  size = 0;
  private table = new Int32Array(1 << 13).fill(-1);
  private arena = new Uint8Array(1 << 16);
  private arenaEnd = 0;
  private starts = new Uint32Array(1 << 12);
  private hashes = new Int32Array(1 << 12);
  private readonly names: (string | undefined)[] = [];

  constructor() {
    for (const keyword of KEYWORDS) this.number(keyword);
  }

  /** Number of the identifier at `source[start, end)`; `hash` is its {@link hashByte} fold. */
  intern(source: Uint8Array, start: number, end: number, hash: number): number {
    const { table, arena, starts, hashes } = this;
    const length = end - start;
    const mask = table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = table[slot] as number;
      if (id === -1) return this.add(source, start, end, hash, slot);
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
  }

  /** Number of a name given as text. */
  number(name: string): number {
    const bytes = encoder.encode(name);
    return this.intern(bytes, 0, bytes.length, hashOf(bytes));
  }

  /** Number of a name that is known already, or -1. */
  find(name: string): number {
    const hash = hashOf(encoder.encode(name));
    const mask = this.table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.table[slot] as number;
      if (id === -1) return -1;
      if (this.hashes[id] === hash && this.name(id) === name) return id;
    }
  }

  /** The name behind a number. */
  name(id: number): string {
    return (this.names[id] ??= textOf(this.arena.subarray(this.starts[id], this.starts[id + 1])));
  }

  private add(source: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const length = end - start;
    if (this.arenaEnd + length > this.arena.length) {
      const bigger = new Uint8Array(Math.max(this.arena.length * 2, this.arenaEnd + length));
      bigger.set(this.arena);
      this.arena = bigger;
    }
    for (let i = 0; i < length; i++) this.arena[this.arenaEnd + i] = source[start + i] as number;
    const id = this.size++;
    this.table[slot] = id;
    this.starts[id] = this.arenaEnd;
    this.hashes[id] = hash;
    this.arenaEnd += length;
    this.starts[id + 1] = this.arenaEnd;
    if (this.size + 2 >= this.starts.length) this.grow();
    return id;
  }

  private grow(): void {
    const starts = new Uint32Array(this.starts.length * 2);
    starts.set(this.starts);
    this.starts = starts;
    const hashes = new Int32Array(this.hashes.length * 2);
    hashes.set(this.hashes);
    this.hashes = hashes;
    const table = new Int32Array(this.table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = (hashes[id] as number) & mask;
      while (table[slot] !== -1) slot = (slot + 1) & mask;
      table[slot] = id;
    }
    this.table = table;
  }
}

/** Makes an interner that knows the keywords. */
export const createInterner = (): Interner => new Interner();
