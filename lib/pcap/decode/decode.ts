import { ETHERNET, type CapturedFrame } from '../file/frame.js';
import { tcpFits } from './checksum.js';
import { readEthernet } from './ethernet.js';
import { readIpv4, readIpv6 } from './ip.js';
import { readOptions, type TcpOptions } from './options.js';

/** One end of a connection. */
export interface End {
  readonly address: string;
  readonly port: number;
}

/** A TCP segment as it was on the wire. */
export interface Segment {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly family: 4 | 6;
  readonly source: End;
  readonly destination: End;
  readonly sourceMac: string;
  readonly destinationMac: string;
  readonly vlans: readonly number[];
  /** TTL, or hop limit. */
  readonly ttl: number;
  readonly sequence: number;
  /** Acknowledgement number; means nothing without `ack`. */
  readonly acknowledgement: number;
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly psh: boolean;
  readonly urg: boolean;
  /** As the header has it, not scaled. */
  readonly window: number;
  readonly options: TcpOptions;
  readonly payload: Buffer;
  /** Those of the segment and of the IPv4 header. */
  readonly checksumsRight: boolean;
}

/** What one frame is. */
export type Decoded =
  | { readonly kind: 'tcp'; readonly segment: Segment }
  /** Something else than TCP, and a piece of a packet. */
  | { readonly kind: 'other' | 'fragment' }
  | { readonly kind: 'malformed'; readonly why: string };

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TCP = 6;

/** Decodes a frame. Whatever its bytes, it gives an answer and never throws. */
export const decode = (frame: CapturedFrame): Decoded => {
  const malformed = (why: string): Decoded => ({ kind: 'malformed', why });
  if (frame.linkType !== ETHERNET) return { kind: 'other' };
  const ethernet = readEthernet(frame.bytes);
  if (ethernet === undefined) return malformed(`Ethernet of ${frame.bytes.length} bytes`);
  const { etherType, body } = ethernet;
  if (etherType !== IPV4 && etherType !== IPV6) return { kind: 'other' };
  const packet = etherType === IPV4 ? readIpv4(body) : readIpv6(body);
  if ('malformed' in packet) return malformed(packet.malformed);
  if (packet.protocol !== TCP) return { kind: 'other' };
  if (packet.fragment) return { kind: 'fragment' };
  const bytes = packet.payload;
  if (bytes.length < 20) return malformed(`TCP of ${bytes.length} bytes`);
  const header = (bytes.readUInt8(12) >> 4) * 4;
  if (header < 20 || header > bytes.length)
    return malformed(`TCP with a header of ${header} of ${bytes.length} bytes`);
  const flags = bytes.readUInt8(13);
  return {
    kind: 'tcp',
    segment: {
      time: frame.time,
      family: packet.family,
      source: { address: packet.source, port: bytes.readUInt16BE(0) },
      destination: { address: packet.destination, port: bytes.readUInt16BE(2) },
      sourceMac: ethernet.source,
      destinationMac: ethernet.destination,
      vlans: ethernet.vlans,
      ttl: packet.ttl,
      sequence: bytes.readUInt32BE(4),
      acknowledgement: bytes.readUInt32BE(8),
      fin: (flags & 0x01) !== 0,
      syn: (flags & 0x02) !== 0,
      rst: (flags & 0x04) !== 0,
      psh: (flags & 0x08) !== 0,
      ack: (flags & 0x10) !== 0,
      urg: (flags & 0x20) !== 0,
      window: bytes.readUInt16BE(14),
      options: readOptions(bytes.subarray(20, header)),
      payload: bytes.subarray(header),
      checksumsRight: packet.headerRight && tcpFits(packet.sourceBytes, packet.destinationBytes, bytes),
    },
  };
};
