import { describe, expect, it } from 'vitest';
import { CaptureReader } from '../../../lib/pcap/index.js';
import { frameOf, pcapngOf, pcapOf } from '../../rig/segments.js';

const frames = [frameOf({ payload: 'one' }), frameOf({ payload: 'two!' }), frameOf({ vlans: [7] })];

const readAll = (file: Buffer, piece = file.length) => {
  const reader = new CaptureReader();
  const seen = [];
  for (let at = 0; at < file.length; at += piece) {
    const pushed = reader.push(file.subarray(at, at + piece));
    if (!pushed.ok) return pushed.error;
    seen.push(...pushed.value);
  }
  const end = reader.end();
  return end.ok ? seen : end.error;
};

const FILES = {
  'pcap, little endian': pcapOf(frames),
  'pcap, big endian': pcapOf(frames, true),
  'pcapng, little endian': pcapngOf(frames),
  'pcapng, big endian': pcapngOf(frames, true),
};

describe.each(Object.entries(FILES))('a capture file: %s', (_, file) => {
  it.each([file.length, 100, 7, 1])('gives every frame with its time, read %i bytes at a time', (piece) => {
    const seen = readAll(file, piece);
    expect(seen).toMatchObject(
      frames.map((bytes, index) => ({
        bytes,
        length: bytes.length,
        linkType: 1,
        time: 1_700_000_000_000 + index,
      })),
    );
  });

  it('says where it is cut', () => {
    expect(readAll(file.subarray(0, file.length - 3))).toMatch(/ends within a record/);
  });

  it('reads nothing after damage, and says the same again', () => {
    const reader = new CaptureReader();
    const damaged = Buffer.concat([file, Buffer.alloc(32, 0xff)]);
    const first = reader.push(damaged);
    expect(first.ok).toBe(false);
    expect(reader.push(file)).toEqual(first);
    expect(reader.end()).toEqual(first);
  });
});

describe('what is no capture', () => {
  it('is refused by its first bytes', () => {
    expect(readAll(Buffer.from('GET / HTTP/1.1'))).toBe('it begins neither as pcap nor as pcapng');
    expect(readAll(Buffer.alloc(0))).toMatch(/empty/);
    expect(readAll(Buffer.from('ab'))).toMatch(/within its first four bytes/);
  });

  it('has a packet that names no interface', () => {
    const file = pcapngOf(frames);
    const sectionOnly = file.subarray(0, 28);
    const interfaceLength = file.readUInt32LE(32);
    expect(readAll(Buffer.concat([sectionOnly, file.subarray(28 + interfaceLength)]))).toMatch(
      /names no interface/,
    );
  });
});

it('reads microseconds as microseconds', () => {
  const file = pcapOf(frames);
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.writeUInt32LE(500_000, 28);
  expect(readAll(file)).toMatchObject([{ time: 1_700_000_000_500 }, {}, {}]);
});
