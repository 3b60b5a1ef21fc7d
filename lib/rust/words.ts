import { Kind, type Tokens } from './tokens.js';

/** Which names occur in a file. */
export interface Words {
  /** True when the name with this symbol occurs; rarely also when it does not. */
  has(symbol: number): boolean;
}

const BITS = 1 << 14;

class WordSet implements Words {
  private readonly bits = new Uint8Array(BITS >> 3);

  constructor({ kind, sym, count }: Tokens) {
    const { bits } = this;
    for (let at = 0; at < count; at++)
      if ((kind[at] as number) <= Kind.rawIdent) {
        const bit = (sym[at] as number) & (BITS - 1);
        bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
      }
  }

  has(symbol: number): boolean {
    const bit = symbol & (BITS - 1);
    return ((this.bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
  }
}

/** The names of a file, in two kilobytes: symbols share a bit when there are more than 16,384 of them. */
export const wordsOf = (tokens: Tokens): Words => new WordSet(tokens);
