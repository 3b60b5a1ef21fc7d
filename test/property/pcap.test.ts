import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reassemble } from '../../lib/pcap/reassemble.js';
import { decode } from '../../lib/pcap/decode/decode.js';
import { CaptureReader } from '../../lib/pcap/index.js';
import { frameOf, pcapngOf, pcapOf, type FrameSpec } from '../rig/segments.js';
import { traced } from '../rig/traced.js';

const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

describe('decoding', () => {
  it('answers any bytes and never throws', () => {
    fc.assert(
      fc.property(bytes(200), (frame) => {
        expect(['tcp', 'other', 'fragment', 'malformed']).toContain(
          decode({ time: 0, linkType: 1, bytes: frame, length: frame.length }).kind,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('answers any damage to a right frame: bytes changed, cut or added', () => {
    const spec = fc.record({
      from: fc.constantFrom('192.0.2.10', '2001:db8::10'),
      options: fc.array(fc.nat(255), { maxLength: 40 }),
      payload: bytes(60),
      vlans: fc.array(fc.nat(4095), { maxLength: 2 }),
    });
    const damage = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(spec, damage, fc.nat(200), (of, changes, cut) => {
        const frame = frameOf({ ...of, to: of.from });
        for (const [at, value] of changes) if (at < frame.length) frame[at] = value;
        const kept = frame.subarray(0, Math.max(0, frame.length - cut));
        const found = decode({ time: 0, linkType: 1, bytes: kept, length: kept.length });
        if (found.kind === 'tcp') expect(found.segment.payload.length).toBeLessThanOrEqual(kept.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds every single bit of a segment that was turned over', () => {
    const frame = frameOf({ payload: 'some payload', options: [2, 4, 5, 0xb4] });
    fc.assert(
      fc.property(fc.integer({ min: 34 * 8, max: frame.length * 8 - 1 }), (bit) => {
        const turned = Buffer.from(frame);
        turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const found = decode({ time: 0, linkType: 1, bytes: turned, length: turned.length });
        expect(found.kind === 'tcp' && found.segment.checksumsRight).toBe(false);
      }),
    );
  });
});

describe('capture files', () => {
  it('give the same frames however they are cut into pieces', () => {
    const frames = fc.array(bytes(100), { minLength: 1, maxLength: 8 });
    const pieces = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(frames, pieces, fc.boolean(), fc.boolean(), (all, sizes, big, next) => {
        const file = next ? pcapngOf(all, big) : pcapOf(all, big);
        const reader = new CaptureReader();
        const seen: string[] = [];
        for (let at = 0, turn = 0; at < file.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          const pushed = reader.push(file.subarray(at, at + size));
          if (pushed.ok) seen.push(...pushed.value.map((frame) => frame.bytes.toString('hex')));
          at += size;
        }
        expect(reader.end()).toEqual({ ok: true, value: undefined });
        expect(seen).toEqual(all.map((frame) => frame.toString('hex')));
      }),
    );
  });

  it('never throw on damage', () => {
    const file = pcapngOf([frameOf({ payload: 'abc' }), frameOf({})]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        (changes) => {
          for (const whole of [file, pcapOf([frameOf({ payload: 'abc' })])]) {
            const damaged = Buffer.from(whole);
            for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
            const reader = new CaptureReader();
            const pushed = reader.push(damaged);
            if (pushed.ok) reader.end();
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('streams', () => {
  it('come out as they went in: cut anyhow, in any order, sent again, from any number on', () => {
    const pieces = fc.array(fc.tuple(fc.nat(80), fc.integer({ min: 1, max: 40 })), { maxLength: 20 });
    fc.assert(
      fc.property(bytes(100), pieces, fc.nat(0xffffffff), (payload, cuts, initial) => {
        const whole: [number, number][] = [[0, payload.length]];
        const specs: FrameSpec[] = [...cuts, ...whole].map(([at, length]) => ({
          sequence: (initial + 1 + at) >>> 0,
          payload: payload.subarray(at, at + length),
        }));
        const all = [{ flags: 'S', sequence: initial }, ...specs];
        const [connection] = traced(all.map((spec) => frameOf(spec))).connections;
        if (connection === undefined) throw new Error('no connection');
        const { bytes: seen, conflictAt, beyondGap } = reassemble(connection, true);
        expect([seen.toString('hex'), conflictAt, beyondGap]).toEqual([
          payload.toString('hex'),
          undefined,
          0,
        ]);
      }),
    );
  });
});
