/** What a segment's options say (RFC 9293, 3.2; RFC 7323; RFC 2018). Absent where the segment has no such option. */
export interface TcpOptions {
  readonly mss?: number;
  /** Shift count. */
  readonly windowScale?: number;
  readonly sackPermitted?: true;
  /** Left and right edges. */
  readonly sack?: readonly (readonly [number, number])[];
  readonly timestamps?: { readonly value: number; readonly echo: number };
  /** Kinds of options that are none of these, in order. */
  readonly others: readonly number[];
  /** An option has a length that cannot be, or runs past the header; what follows it was not read. */
  readonly malformed: boolean;
}

const END = 0;
const NO_OPERATION = 1;
/** Kinds and the one length each may have; SACK's depends on its blocks. */
const MSS = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const SACK = 5;
const TIMESTAMPS = 8;
const LENGTHS: Readonly<Record<number, number>> = {
  [MSS]: 4,
  [WINDOW_SCALE]: 3,
  [SACK_PERMITTED]: 2,
  [TIMESTAMPS]: 10,
};

type Writable = { -readonly [K in keyof TcpOptions]: TcpOptions[K] };

const take = (found: Writable, others: number[], kind: number, option: Buffer): void => {
  switch (kind) {
    case MSS:
      found.mss = option.readUInt16BE(2);
      return;
    case WINDOW_SCALE:
      found.windowScale = option.readUInt8(2);
      return;
    case SACK_PERMITTED:
      found.sackPermitted = true;
      return;
    case SACK:
      found.sack = Array.from({ length: (option.length - 2) / 8 }, (_, block) => [
        option.readUInt32BE(2 + block * 8),
        option.readUInt32BE(6 + block * 8),
      ]);
      return;
    case TIMESTAMPS:
      found.timestamps = { value: option.readUInt32BE(2), echo: option.readUInt32BE(6) };
      return;
    default:
      others.push(kind);
  }
};

/** Reads the options of a TCP header. Never throws: what cannot be read ends it and sets `malformed`. */
export const readOptions = (bytes: Buffer): TcpOptions => {
  const others: number[] = [];
  const found: Writable = { others, malformed: false };
  for (let at = 0; at < bytes.length;) {
    const kind = bytes[at] ?? END;
    if (kind === END) break;
    if (kind === NO_OPERATION) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    const wanted = LENGTHS[kind] ?? (kind === SACK && (length - 2) % 8 !== 0 ? -1 : length);
    if (length < 2 || at + length > bytes.length || length !== wanted) {
      found.malformed = true;
      break;
    }
    take(found, others, kind, bytes.subarray(at, at + length));
    at += length;
  }
  return found;
};
