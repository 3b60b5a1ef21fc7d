import { MOST_BYTES, type CapturedFrame, type Format } from './frame.js';

/** draft-ietf-opsawg-pcap: `a1b2c3d4` counts microseconds, `a1b23c4d` nanoseconds; either in the byte order of its writer. */
const MAGICS = [
  { magic: 0xa1b2c3d4, perMillisecond: 1e3 },
  { magic: 0xa1b23c4d, perMillisecond: 1e6 },
] as const;

const FILE_HEADER = 24;
const RECORD_HEADER = 16;

interface Reading {
  readonly u32: (bytes: Buffer, at: number) => number;
  readonly perMillisecond: number;
}

const little = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at);
const big = (bytes: Buffer, at: number): number => bytes.readUInt32BE(at);

const readingOf = (bytes: Buffer): Reading | undefined => {
  for (const u32 of [little, big])
    for (const { magic, perMillisecond } of MAGICS)
      if (u32(bytes, 0) === magic) return { u32, perMillisecond };
  return undefined;
};

/** True when a file that begins with these four bytes is of this format. */
export const isPcap = (bytes: Buffer): boolean => readingOf(bytes) !== undefined;

/** The classic format: one header, then records. */
export const pcapFormat = (): Format => {
  let linkType = -1;
  let reading: Reading | undefined;
  return (bytes) => {
    let used = 0;
    if (reading === undefined) {
      if (bytes.length < FILE_HEADER) return { used, frames: [] };
      reading = readingOf(bytes);
      if (reading === undefined) return { problem: 'the file header has no known magic number' };
      // The upper bits tell of frame check sequences.
      linkType = reading.u32(bytes, 20) & 0xffff;
      used = FILE_HEADER;
    }
    const { u32, perMillisecond } = reading;
    const frames: CapturedFrame[] = [];
    while (bytes.length - used >= RECORD_HEADER) {
      const kept = u32(bytes, used + 8);
      if (kept > MOST_BYTES)
        return { problem: `a record claims ${kept} bytes; expected at most ${MOST_BYTES}` };
      const start = used + RECORD_HEADER;
      if (bytes.length < start + kept) break;
      frames.push({
        time: u32(bytes, used) * 1000 + u32(bytes, used + 4) / perMillisecond,
        linkType,
        bytes: bytes.subarray(start, start + kept),
        length: u32(bytes, used + 12),
      });
      used = start + kept;
    }
    return { used, frames };
  };
};
