/** Further than this from what was sent last no segment belongs to a connection: no window is as large (RFC 7323, 2.3: below 2^30). */
const FARTHEST = 2 ** 30;

/**
 * Sequence numbers of one direction as offsets in its stream: 0 is the first payload byte, whatever the initial number, and they do not
 * wrap. The SYN has offset -1.
 */
export class Offsets {
  #base: number | undefined;
  #offset = 0;

  /** Tells it the number of a SYN. */
  syn(sequence: number): void {
    this.#base = (sequence + 1) >>> 0;
    this.#offset = 0;
  }

  /** Undefined before anything was sent: then nothing says where 0 is. */
  of(sequence: number): number | undefined {
    return this.#base === undefined ? undefined : this.#offset + ((sequence - this.#base) | 0);
  }

  /** The same for a number of a segment that was sent. Without a SYN the first one begins the stream. */
  sent(sequence: number): number {
    if (this.#base === undefined) this.#base = sequence;
    const offset = this.#offset + ((sequence - this.#base) | 0);
    // The reference follows, so that the difference stays small when numbers wrap.
    if (Math.abs(offset - this.#offset) < FARTHEST && offset > this.#offset) {
      this.#base = sequence;
      this.#offset = offset;
    }
    return offset;
  }
}
