/** More ranges are not kept: the oldest is then taken for sent. */
const MOST = 4096;

/**
 * Parts of a stream that a trace passed over: captured frames of several processors, or of a wire that reorders, do not come in the order of
 * their numbers. What comes later for such a part is late, not sent again.
 */
export class Holes {
  #ranges: readonly { readonly from: number; readonly to: number }[] = [];

  /** Nothing was seen yet of the bytes `[from, to)`. */
  open(from: number, to: number): void {
    if (from < to) this.#ranges = [...this.#ranges, { from, to }].slice(-MOST);
  }

  /** True when some byte of `[from, to)` was not seen. */
  has(from: number, to: number): boolean {
    return this.#ranges.some((range) => from < range.to && to > range.from);
  }

  /** The bytes `[from, to)` were seen. */
  fill(from: number, to: number): void {
    if (!this.has(from, to)) return;
    this.#ranges = this.#ranges.flatMap((range) =>
      [
        { from: range.from, to: Math.min(range.to, from) },
        { from: Math.max(range.from, to), to: range.to },
      ].filter((rest) => rest.from < rest.to),
    );
  }
}
