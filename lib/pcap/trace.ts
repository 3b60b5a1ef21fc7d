import { err, ok, type Result } from '../core/result.js';
import { Connection, type TracedSegment } from './connection.js';
import { decode, type End, type Segment } from './decode/decode.js';
import type { CapturedFrame } from './file/frame.js';

/** Everything a capture shows of TCP. */
export interface Trace {
  /** In the order of the capture. */
  readonly segments: readonly TracedSegment[];
  /** In the order of their first segment. */
  readonly connections: readonly Connection[];
  readonly frames: number;
  /** Frames that are in no connection. */
  readonly others: {
    readonly malformed: number;
    readonly fragments: number;
    readonly notTcp: number;
    readonly cut: number;
  };
}

/** Bounds of what is held in memory. */
export interface TraceLimits {
  readonly segments: number;
  readonly payloadBytes: number;
}

/** Enough for some minutes of a test, and no more than half a gigabyte. */
export const TRACE_LIMITS: TraceLimits = { segments: 400_000, payloadBytes: 384 << 20 };

const keyOf = (a: End, b: End): string => {
  const [one, other] = [`${a.address} ${a.port}`, `${b.address} ${b.port}`];
  return one < other ? `${one} ${other}` : `${other} ${one}`;
};

/** Makes a {@link Trace} of frames that come one after the other. */
export class TraceBuilder {
  readonly #limits: TraceLimits;
  readonly #segments: TracedSegment[] = [];
  readonly #connections: Connection[] = [];
  readonly #newest = new Map<string, Connection>();
  readonly #others = { malformed: 0, fragments: 0, notTcp: 0, cut: 0 };
  #frames = 0;
  #payload = 0;
  #problem: string | undefined;

  readonly #names: ReadonlyMap<string, string>;

  /** @param names addresses to be called otherwise in the trace */
  constructor(limits: TraceLimits = TRACE_LIMITS, names: ReadonlyMap<string, string> = new Map()) {
    this.#limits = limits;
    this.#names = names;
  }

  /** Takes the next frame. Beyond the limits it counts and keeps nothing more. */
  add(frame: CapturedFrame): void {
    this.#frames += 1;
    if (frame.length > frame.bytes.length) this.#others.cut += 1;
    const decoded = decode(frame);
    switch (decoded.kind) {
      case 'malformed':
        this.#others.malformed += 1;
        return;
      case 'fragment':
        this.#others.fragments += 1;
        return;
      case 'other':
        this.#others.notTcp += 1;
        return;
      case 'tcp':
        break;
    }
    const segment = this.#renamed(decoded.segment);
    this.#payload += segment.payload.length;
    if (this.#segments.length >= this.#limits.segments || this.#payload > this.#limits.payloadBytes) {
      this.#problem = `the capture holds more than ${this.#limits.segments} segments or ${this.#limits.payloadBytes} bytes of payload`;
      return;
    }
    const key = keyOf(segment.source, segment.destination);
    let connection = this.#newest.get(key);
    if (connection === undefined || connection.isOverBefore(segment)) {
      connection = new Connection(this.#connections.length, segment);
      this.#connections.push(connection);
      this.#newest.set(key, connection);
    }
    this.#segments.push(connection.add(this.#segments.length, segment));
  }

  #renamed(segment: Segment): Segment {
    if (this.#names.size === 0) return segment;
    const end = ({ address, port }: End): End => ({ address: this.#names.get(address) ?? address, port });
    return { ...segment, source: end(segment.source), destination: end(segment.destination) };
  }

  /** The trace; an error when not all of it could be kept or a frame was cut by the capture. */
  finish(): Result<Trace, string> {
    if (this.#problem !== undefined) return err(this.#problem);
    if (this.#others.cut > 0) return err(`${this.#others.cut} frames were cut by the capture`);
    return ok({
      segments: this.#segments,
      connections: this.#connections,
      frames: this.#frames,
      others: { ...this.#others },
    });
  }
}
