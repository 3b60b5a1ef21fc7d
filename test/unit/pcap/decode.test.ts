import { describe, expect, it } from 'vitest';
import { decode, type Decoded, type Segment } from '../../../lib/pcap/decode/decode.js';
import { frameOf, type FrameSpec } from '../../rig/segments.js';

const decoded = (bytes: Buffer): Decoded => decode({ time: 0, linkType: 1, bytes, length: bytes.length });

const segmentOf = (spec: FrameSpec): Segment => {
  const found = decoded(frameOf(spec));
  if (found.kind !== 'tcp') throw new Error(found.kind);
  return found.segment;
};

describe('a TCP segment', () => {
  it('has every field of its headers', () => {
    expect(
      segmentOf({
        ttl: 42,
        sequence: 0xfffffff0,
        acknowledgement: 7,
        flags: 'FP.',
        window: 777,
        payload: 'hello',
      }),
    ).toMatchObject({
      family: 4,
      source: { address: '192.0.2.10', port: 50_000 },
      destination: { address: '192.0.2.1', port: 7 },
      sourceMac: '02:00:00:00:00:10',
      destinationMac: '02:00:00:00:01:10',
      ttl: 42,
      sequence: 0xfffffff0,
      acknowledgement: 7,
      fin: true,
      syn: false,
      rst: false,
      psh: true,
      ack: true,
      urg: false,
      window: 777,
      payload: Buffer.from('hello'),
      checksumsRight: true,
    });
  });

  it('has the hop limit and compressed addresses of IPv6', () => {
    expect(segmentOf({ from: '2001:db8:0:1::10', to: '2001:db8:0:1::1', ttl: 3 })).toMatchObject({
      family: 6,
      source: { address: '2001:db8:0:1::10' },
      destination: { address: '2001:db8:0:1::1' },
      ttl: 3,
      checksumsRight: true,
    });
    expect(segmentOf({ from: '::1', to: 'fe80::1:0:0:1' })).toMatchObject({
      source: { address: '::1' },
      destination: { address: 'fe80::1:0:0:1' },
    });
  });

  it('lies behind VLAN tags', () => {
    expect(segmentOf({ vlans: [100, 7], payload: 'x' })).toMatchObject({
      vlans: [100, 7],
      payload: Buffer.from('x'),
    });
  });

  it.each([
    ['odd payload', { payload: 'abc' }],
    ['IPv6, odd payload', { from: '::1', to: '::2', payload: 'abc' }],
  ])('tells a wrong checksum: %s', (_, spec) => {
    expect(segmentOf(spec).checksumsRight).toBe(true);
    expect(segmentOf({ ...spec, checksumError: 1 }).checksumsRight).toBe(false);
  });

  it('tells a wrong header checksum of IPv4', () => {
    const frame = frameOf({});
    frame[14 + 8] = 9;
    const found = decoded(frame);
    expect(found).toMatchObject({ kind: 'tcp', segment: { ttl: 9, checksumsRight: false } });
  });

  it('is not longer than IP says: the link layer may pad', () => {
    const padded = Buffer.concat([frameOf({ payload: 'x' }), Buffer.alloc(10)]);
    expect(decoded(padded)).toMatchObject({
      kind: 'tcp',
      segment: { payload: Buffer.from('x'), checksumsRight: true },
    });
  });
});

describe('options', () => {
  it('are read with their values', () => {
    const options = [
      2, 4, 5, 0xb4, 1, 3, 3, 7, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 5, 10, 0, 0, 0, 3, 0, 0, 0, 4, 254, 4,
      9, 9,
    ];
    expect(segmentOf({ options }).options).toEqual({
      mss: 1460,
      windowScale: 7,
      sackPermitted: true,
      timestamps: { value: 1, echo: 2 },
      sack: [[3, 4]],
      others: [254],
      malformed: false,
    });
  });

  it.each([
    ['length 0', [2, 0, 0, 0]],
    ['length 1', [254, 1, 0, 0]],
    ['past the header', [8, 10, 0, 0]],
    ['a length its kind cannot have', [2, 3, 9, 1]],
    ['a piece of a SACK block', [5, 6, 0, 0, 0, 1, 1, 1]],
    ['no length at all', [1, 1, 1, 2]],
  ])('end at the first that is malformed: %s', (_, options) => {
    expect(segmentOf({ options })).toMatchObject({ options: { malformed: true, others: [] } });
  });
});

describe('what is no segment', () => {
  const changed = (at: number, value: number, spec: FrameSpec = {}): Decoded => {
    const frame = frameOf(spec);
    frame[at] = value;
    return decoded(frame);
  };

  it.each([
    ['an IP version that does not fit', changed(14, 0x65)],
    ['an IPv4 header of 16 bytes', changed(14, 0x44)],
    ['a length beyond the frame', changed(16, 0xff)],
    ['a TCP header of 16 bytes', changed(46, 0x40)],
    ['a TCP header beyond the segment', changed(46, 0xf0)],
    ['an IPv6 length beyond the frame', changed(18, 0xff, { from: '::1', to: '::2' })],
    ['a runt', decoded(Buffer.alloc(13))],
    ['endless VLAN tags', decoded(frameOf({ vlans: Array<number>(9).fill(1) }))],
  ])('is malformed: %s', (_, found) => {
    expect(found.kind).toBe('malformed');
  });

  it('is other traffic or a fragment', () => {
    expect(changed(23, 17).kind).toBe('other');
    expect(changed(20, 0x20).kind).toBe('fragment');
    expect(changed(12, 0x08, {}).kind).toBe('tcp');
    expect(changed(13, 0x06).kind).toBe('other');
    expect(decode({ time: 0, linkType: 113, bytes: frameOf({}), length: 54 }).kind).toBe('other');
  });

  it('reads through extension headers of IPv6', () => {
    const frame = frameOf({ from: '::1', to: '::2', payload: 'x' });
    const [ethernet, ip, tcp] = [frame.subarray(0, 14), frame.subarray(14, 54), frame.subarray(54)];
    const withHeader = (kind: number, header: number[]): Decoded => {
      const changedIp = Buffer.from(ip);
      changedIp[6] = kind;
      changedIp.writeUInt16BE(tcp.length + header.length, 4);
      return decoded(Buffer.concat([ethernet, changedIp, Buffer.from(header), tcp]));
    };
    expect(withHeader(0, [6, 0, 1, 4, 0, 0, 0, 0])).toMatchObject({
      kind: 'tcp',
      segment: { checksumsRight: true },
    });
    expect(withHeader(44, [6, 0, 0, 0, 0, 0, 0, 1]).kind).toBe('tcp');
    expect(withHeader(44, [6, 0, 0, 1, 0, 0, 0, 1]).kind).toBe('fragment');
    expect(withHeader(60, [6, 200, 0, 0, 0, 0, 0, 0]).kind).toBe('malformed');
  });
});
