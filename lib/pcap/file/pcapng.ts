import { MOST_BYTES, type CapturedFrame, type Format } from './frame.js';

/** Block types of draft-ietf-opsawg-pcapng, section 4. */
const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
/** Options of an interface: resolution of its times, seconds to add to them. */
const TIME_RESOLUTION = 9;
const TIME_OFFSET = 14;
/** Block type, length, and the length again at its end. */
const FRAMING = 12;

interface Words {
  readonly u16: (bytes: Buffer, at: number) => number;
  readonly u32: (bytes: Buffer, at: number) => number;
}
const LITTLE: Words = {
  u16: (bytes, at) => bytes.readUInt16LE(at),
  u32: (bytes, at) => bytes.readUInt32LE(at),
};
const BIG: Words = { u16: (bytes, at) => bytes.readUInt16BE(at), u32: (bytes, at) => bytes.readUInt32BE(at) };

interface CaptureInterface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly perSecond: bigint;
  readonly offsetMs: number;
}

/** True when a file that begins with these four bytes is of this format. */
export const isPcapng = (bytes: Buffer): boolean => bytes.readUInt32BE(0) === SECTION;

/** 10^-n, or 2^-n when the highest bit is set. */
const unitsPerSecond = (resolution: number): bigint =>
  (resolution & 0x80) === 0 ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution & 0x7f);

const describeInterface = (body: Buffer, words: Words): CaptureInterface | undefined => {
  if (body.length < 8) return undefined;
  let perSecond = 1_000_000n;
  let offsetMs = 0;
  for (let at = 8; at + 4 <= body.length;) {
    const code = words.u16(body, at);
    const length = words.u16(body, at + 2);
    const value = body.subarray(at + 4, at + 4 + length);
    if (code === 0 || value.length < length) break;
    if (code === TIME_RESOLUTION && length >= 1) perSecond = unitsPerSecond(value[0] ?? 6);
    if (code === TIME_OFFSET && length >= 8) {
      const [low, high] =
        words === LITTLE
          ? [words.u32(value, 0), words.u32(value, 4)]
          : [words.u32(value, 4), words.u32(value, 0)];
      offsetMs = (high * 2 ** 32 + low) * 1000;
    }
    at += 4 + length + (-length & 3);
  }
  return { linkType: words.u16(body, 0), snapLength: words.u32(body, 4), perSecond, offsetMs };
};

const packet = (
  body: Buffer,
  words: Words,
  type: number,
  interfaces: readonly CaptureInterface[],
): CapturedFrame | undefined => {
  const simple = type === SIMPLE_PACKET;
  const header = simple ? 4 : 20;
  if (body.length < header) return undefined;
  const id = simple ? 0 : type === OBSOLETE_PACKET ? words.u16(body, 0) : words.u32(body, 0);
  const of = interfaces[id];
  if (of === undefined) return undefined;
  const length = simple ? words.u32(body, 0) : words.u32(body, 16);
  const limit = of.snapLength === 0 ? length : of.snapLength;
  const kept = simple ? Math.min(length, limit) : words.u32(body, 12);
  if (kept > body.length - header) return undefined;
  const units = simple ? 0n : (BigInt(words.u32(body, 4)) << 32n) | BigInt(words.u32(body, 8));
  // Apart, because nanoseconds since 1970 are more than a number keeps.
  const [seconds, rest] = [Number(units / of.perSecond), Number(units % of.perSecond)];
  return {
    time: simple ? 0 : seconds * 1000 + (rest * 1000) / Number(of.perSecond) + of.offsetMs,
    linkType: of.linkType,
    bytes: body.subarray(header, header + kept),
    length,
  };
};

/** Blocks of sections, each with its own byte order and interfaces; blocks that hold no packet are passed over. */
export const pcapngFormat = (): Format => {
  let words = LITTLE;
  let interfaces: CaptureInterface[] = [];
  return (bytes) => {
    let used = 0;
    const frames: CapturedFrame[] = [];
    while (bytes.length - used >= FRAMING) {
      if (bytes.readUInt32BE(used) === SECTION) {
        const order = [LITTLE, BIG].find(({ u32 }) => u32(bytes, used + 8) === BYTE_ORDER);
        if (order === undefined) return { problem: 'a section has no known byte order' };
        words = order;
        interfaces = [];
      }
      const type = words.u32(bytes, used);
      const length = words.u32(bytes, used + 4);
      if (length < FRAMING || length % 4 !== 0 || length > MOST_BYTES)
        return { problem: `a block claims ${length} bytes; expected ${FRAMING} to ${MOST_BYTES}, in fours` };
      if (bytes.length - used < length) break;
      if (words.u32(bytes, used + length - 4) !== length) return { problem: 'a block gives two lengths' };
      const body = bytes.subarray(used + 8, used + length - 4);
      if (type === INTERFACE) {
        const described = describeInterface(body, words);
        if (described === undefined) return { problem: 'the description of an interface is cut' };
        interfaces.push(described);
      }
      if (type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OBSOLETE_PACKET) {
        const frame = packet(body, words, type, interfaces);
        if (frame === undefined) return { problem: 'a packet does not fit its block or names no interface' };
        frames.push(frame);
      }
      used += length;
    }
    return { used, frames };
  };
};
