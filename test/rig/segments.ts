import { Buffer } from 'node:buffer';

/** Makes frames for tests, byte by byte and independently of the decoder. */
export interface FrameSpec {
  readonly from?: string;
  readonly to?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly fromMac?: string;
  readonly toMac?: string;
  readonly vlans?: readonly number[];
  readonly ttl?: number;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  /** Letters of tcpdump: S, F, R, P, `.` for ACK. */
  readonly flags?: string;
  readonly window?: number;
  /** Bytes of options; padded to fours. */
  readonly options?: readonly number[];
  readonly payload?: string | Buffer;
  /** Added to the right checksum. */
  readonly checksumError?: number;
}

const macBytes = (text: string): number[] => text.split(':').map((part) => Number.parseInt(part, 16));

const addressBytes = (text: string): Buffer => {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number));
  const [left = '', right] = text.split('::');
  const groups = (part: string | undefined): number[] =>
    part === undefined || part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [head, tail] = [groups(left), groups(right)];
  const all = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
};

const checksum = (bytes: Buffer): number => {
  let sum = 0n;
  const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.of(0)]);
  for (let at = 0; at < padded.length; at += 2) sum += BigInt(padded.readUInt16BE(at));
  while (sum > 0xffffn) sum = (sum & 0xffffn) + (sum >> 16n);
  return Number(~sum & 0xffffn);
};

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, '.': 16, U: 32 };

/** A frame of TCP over IPv4 or IPv6, whole and right unless the description says otherwise. */
export const frameOf = (spec: FrameSpec = {}): Buffer => {
  const { from = '192.0.2.10', to = '192.0.2.1', ttl = 64 } = spec;
  const v6 = from.includes(':');
  const [source, destination] = [addressBytes(from), addressBytes(to)];
  const payload = Buffer.from(spec.payload ?? '');
  const options = [...(spec.options ?? [])];
  while (options.length % 4 !== 0) options.push(0);
  const tcp = Buffer.alloc(20 + options.length);
  tcp.writeUInt16BE(spec.fromPort ?? 50_000, 0);
  tcp.writeUInt16BE(spec.toPort ?? 7, 2);
  tcp.writeUInt32BE((spec.sequence ?? 0) >>> 0, 4);
  tcp.writeUInt32BE((spec.acknowledgement ?? 0) >>> 0, 8);
  tcp[12] = (tcp.length / 4) << 4;
  tcp[13] = Array.from(spec.flags ?? '.').reduce((all, letter) => all | (FLAGS[letter] ?? 0), 0);
  tcp.writeUInt16BE(spec.window ?? 1000, 14);
  Buffer.from(options).copy(tcp, 20);
  const length = tcp.length + payload.length;
  const pseudo = Buffer.alloc(source.length * 2 + 8);
  source.copy(pseudo, 0);
  destination.copy(pseudo, source.length);
  pseudo.writeUInt32BE(length, source.length * 2);
  pseudo[pseudo.length - 1] = 6;
  tcp.writeUInt16BE(
    (checksum(Buffer.concat([pseudo, tcp, payload])) + (spec.checksumError ?? 0)) & 0xffff,
    16,
  );
  const ip = Buffer.alloc(v6 ? 40 : 20);
  if (v6) {
    ip[0] = 0x60;
    ip.writeUInt16BE(length, 4);
    ip[6] = 6;
    ip[7] = ttl;
    source.copy(ip, 8);
    destination.copy(ip, 24);
  } else {
    ip[0] = 0x45;
    ip.writeUInt16BE(20 + length, 2);
    ip[8] = ttl;
    ip[9] = 6;
    source.copy(ip, 12);
    destination.copy(ip, 16);
    ip.writeUInt16BE(checksum(ip), 10);
  }
  return Buffer.concat([
    Buffer.from([
      ...macBytes(spec.toMac ?? '02:00:00:00:01:10'),
      ...macBytes(spec.fromMac ?? '02:00:00:00:00:10'),
      ...(spec.vlans ?? []).flatMap((id) => [0x81, 0, id >> 8, id & 0xff]),
      ...(v6 ? [0x86, 0xdd] : [8, 0]),
    ]),
    ip,
    tcp,
    payload,
  ]);
};

/** The frames as a pcap file with nanoseconds, one millisecond apart. */
export const pcapOf = (frames: readonly Buffer[], big = false): Buffer => {
  const words = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, index) =>
      big ? bytes.writeUInt32BE(value, index * 4) : bytes.writeUInt32LE(value, index * 4),
    );
    return bytes;
  };
  const version = big ? Buffer.of(0, 2, 0, 4) : Buffer.of(2, 0, 4, 0);
  return Buffer.concat([
    words(0xa1b23c4d),
    version,
    words(0, 0, 1 << 18, 1),
    ...frames.flatMap((frame, index) => [
      words(1_700_000_000, index * 1_000_000, frame.length, frame.length),
      frame,
    ]),
  ]);
};

/** The frames as a pcapng file with one interface of nanoseconds, one millisecond apart. */
export const pcapngOf = (frames: readonly Buffer[], big = false): Buffer => {
  const u16 = (value: number): Buffer => {
    const bytes = Buffer.alloc(2);
    if (big) bytes.writeUInt16BE(value);
    else bytes.writeUInt16LE(value);
    return bytes;
  };
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    if (big) bytes.writeUInt32BE(value);
    else bytes.writeUInt32LE(value);
    return bytes;
  };
  const block = (type: number, body: Buffer): Buffer => {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    return Buffer.concat([u32(type), u32(padded.length + 12), padded, u32(padded.length + 12)]);
  };
  const resolution = Buffer.concat([u16(9), u16(1), Buffer.of(9, 0, 0, 0), u16(0), u16(0)]);
  return Buffer.concat([
    block(0x0a0d0d0a, Buffer.concat([u32(0x1a2b3c4d), u16(1), u16(0), u32(0xffffffff), u32(0xffffffff)])),
    block(1, Buffer.concat([u16(1), u16(0), u32(0), resolution])),
    // A block no reader has to know.
    block(0x0bad, Buffer.from('pass over me')),
    ...frames.map((frame, index) => {
      const time = 1_700_000_000_000_000_000n + BigInt(index) * 1_000_000n;
      return block(
        6,
        Buffer.concat([
          u32(0),
          u32(Number(time >> 32n)),
          u32(Number(time & 0xffffffffn)),
          u32(frame.length),
          u32(frame.length),
          frame,
        ]),
      );
    }),
  ]);
};
