/**
 * What the wire does to a test's frames: the harness orders it, the dice are seeded, and what was done is in the record. Percentages are of
 * TCP segments, both ways; delays are of every frame. The seed fixes the dice, not what they fall on.
 */
export interface Impairment {
  readonly seed: number;
  /** What every frame waits, each way, in microseconds. */
  readonly delayUs?: number | undefined;
  readonly lossPercent?: number | undefined;
  readonly duplicatePercent?: number | undefined;
  /** Held back by `reorderUs`, so that later ones overtake them. */
  readonly reorderPercent?: number | undefined;
  readonly reorderUs?: number | undefined;
  /** One bit is turned over; the checksum stays as it was. */
  readonly corruptPercent?: number | undefined;
  /** Segments that are lost for certain, counted from 1 by sender and kind. */
  readonly drop?:
    | readonly {
        readonly from: 'dut' | 'peer';
        readonly kind: 'syn' | 'syn-ack' | 'fin' | 'data';
        readonly first: number;
        readonly last: number;
      }[]
    | undefined;
}
