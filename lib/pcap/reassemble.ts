import type { Connection, TracedSegment } from './connection.js';

/** The bytes one side of a connection sent, put in order. */
export interface Reassembled {
  /** Up to the first byte that is missing. */
  readonly bytes: Buffer;
  /** Bytes beyond a gap. */
  readonly beyondGap: number;
  /** Offset of the first byte that was sent twice with different values. */
  readonly conflictAt: number | undefined;
  /** FIN was seen right behind the last byte. */
  readonly finished: boolean;
}

/** Bytes of `segment` that begin at `at`; undefined when it has none there. */
const from = (segment: TracedSegment, at: number): Buffer | undefined =>
  segment.offset <= at && at < segment.offset + segment.payload.length
    ? segment.payload.subarray(at - segment.offset)
    : undefined;

/**
 * Puts the payload of one direction together: each byte once, as it was first sent, whatever the order and however often (RFC 9293, 3.10.7.4).
 * Segments with a wrong checksum and resets do not count, nor does what lies before the first byte (keep-alive probes).
 */
export const reassemble = (connection: Connection, fromOpener: boolean): Reassembled => {
  const segments = connection.segments.filter(
    (segment) => segment.fromOpener === fromOpener && segment.checksumsRight && !segment.rst,
  );
  const carrying = segments
    .filter(({ payload }) => payload.length > 0)
    .toSorted((a, b) => a.offset - b.offset || a.index - b.index);
  const pieces: Buffer[] = [];
  const last: { start: number; bytes: Buffer }[] = [];
  let at = 0;
  let conflictAt: number | undefined;
  let beyondGap = 0;
  for (const segment of carrying) {
    if (segment.offset > at) {
      beyondGap += segment.payload.length;
      continue;
    }
    conflictAt ??= conflict(last, segment);
    const fresh = from(segment, at);
    if (fresh === undefined) continue;
    pieces.push(fresh);
    last.push({ start: at, bytes: fresh });
    if (last.length > KEPT_FOR_COMPARISON) last.shift();
    at += fresh.length;
  }
  return {
    bytes: Buffer.concat(pieces),
    beyondGap,
    conflictAt,
    finished: segments.some(({ fin, offset, payload }) => fin && offset + payload.length === at),
  };
};

/** Pieces a segment that was sent again is compared with. */
const KEPT_FOR_COMPARISON = 256;

const conflict = (
  known: readonly { readonly start: number; readonly bytes: Buffer }[],
  { offset, payload }: TracedSegment,
): number | undefined => {
  for (const { start, bytes } of known) {
    const [low, high] = [Math.max(start, offset), Math.min(start + bytes.length, offset + payload.length)];
    for (let at = low; at < high; at += 1) if (bytes[at - start] !== payload[at - offset]) return at;
  }
  return undefined;
};
