import type { End, Segment } from './decode/decode.js';
import { Holes } from './holes.js';
import { Offsets } from './sequence.js';

/** A segment with what the segments before it say about it. */
export interface TracedSegment extends Segment {
  /** Its place among all segments of the trace, from 0. */
  readonly index: number;
  readonly connection: Connection;
  /** The opener sent it. */
  readonly fromOpener: boolean;
  /** Place of its first payload byte in the stream of its direction, from 0. */
  readonly offset: number;
  /** The window it advertises, in bytes: scaled when both SYNs of the connection carried the option (RFC 7323, 2.2). */
  readonly windowBytes: number;
  /** Payload bytes of its direction that were sent before it and not acknowledged yet. */
  readonly outstanding: number;
  /** All of its payload, or its SYN or FIN, was sent before. */
  readonly again: boolean;
  /** Payload bytes its direction had sent before it. */
  readonly sentBefore: number;
  /** Payload bytes of its direction the other side was ready to take in all when this was sent; undefined before it said. */
  readonly limit: number | undefined;
}

/** Bytes behind what was sent from which on a segment is not of this stream (the largest window there is: RFC 7323, 2.3). */
const FAR = 2 ** 30;

class Direction {
  readonly offsets = new Offsets();
  readonly holes = new Holes();
  /** Shift count of its SYN. */
  scale: number | undefined;
  synSeen = false;
  finAt: number | undefined;
  sent = 0;
  acknowledged = 0;
  limit: number | undefined;
}

/** A TCP connection, or what was seen of it. */
export class Connection {
  /** Who sent the first SYN; without one, who sent the first segment. */
  readonly opener: End;
  readonly target: End;
  /** Place among the connections of the trace, from 0. */
  readonly index: number;
  readonly #segments: TracedSegment[] = [];
  readonly #there = new Direction();
  readonly #back = new Direction();
  #initial: number | undefined;
  #over = false;

  constructor(index: number, first: Segment) {
    this.index = index;
    // A SYN-ACK comes from the target, should the SYN be missing.
    const answered = first.syn && first.ack;
    this.opener = answered ? first.destination : first.source;
    this.target = answered ? first.source : first.destination;
  }

  get segments(): readonly TracedSegment[] {
    return this.#segments;
  }

  /** True for a SYN that begins another connection between the same ends, after this one was closed or reset. */
  isOverBefore(segment: Segment): boolean {
    return (
      segment.syn &&
      !segment.ack &&
      segment.checksumsRight &&
      this.#over &&
      segment.sequence !== this.#initial
    );
  }

  /** Adds the next segment. */
  add(index: number, segment: Segment): TracedSegment {
    const fromOpener =
      segment.source.address === this.opener.address && segment.source.port === this.opener.port;
    const [own, other] = fromOpener ? [this.#there, this.#back] : [this.#back, this.#there];
    const known = segment.checksumsRight && !segment.rst;
    const again = segment.syn && own.synSeen;
    if (known && segment.syn) {
      if (!own.synSeen) own.offsets.syn(segment.sequence);
      own.synSeen = true;
      own.scale = segment.options.windowScale;
      if (!segment.ack) this.#initial ??= segment.sequence;
    }
    const first = segment.syn ? segment.sequence + 1 : segment.sequence;
    const offset = known ? own.offsets.sent(first >>> 0) : (own.offsets.of(first >>> 0) ?? 0);
    const scaled = !segment.syn && own.scale !== undefined && other.scale !== undefined;
    const end = offset + segment.payload.length;
    const traced: TracedSegment = {
      ...segment,
      index,
      connection: this,
      fromOpener,
      offset,
      windowBytes: segment.window * (scaled ? 2 ** Math.min(own.scale ?? 0, 14) : 1),
      outstanding: own.sent - own.acknowledged,
      again:
        again ||
        (segment.payload.length > 0 && end <= own.sent && !own.holes.has(offset, end)) ||
        (segment.fin && own.finAt !== undefined && own.finAt === end),
      sentBefore: own.sent,
      limit: own.limit,
    };
    if (known) this.#learn(traced, own, other, end);
    if (segment.checksumsRight && (segment.fin || segment.rst)) this.#over = true;
    this.#segments.push(traced);
    return traced;
  }

  #learn(segment: TracedSegment, own: Direction, other: Direction, end: number): void {
    own.holes.fill(segment.offset, end);
    if (end > own.sent && end < own.sent + FAR) {
      if (segment.payload.length > 0) own.holes.open(own.sent, segment.offset);
      own.sent = end;
    }
    if (segment.fin) own.finAt ??= end;
    if (!segment.ack) return;
    const acknowledged = other.offsets.of(segment.acknowledgement);
    if (acknowledged === undefined || acknowledged > other.sent + 1) return;
    // The FIN has a number of its own, which is no payload.
    other.acknowledged = Math.max(other.acknowledged, Math.min(acknowledged, other.sent));
    other.limit = Math.max(other.limit ?? 0, acknowledged + segment.windowBytes);
  }
}
