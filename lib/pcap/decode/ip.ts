import { ipv4Text, ipv6Text } from './address.js';
import { headerFits } from './checksum.js';

/** The network layer of a frame. */
export interface Packet {
  readonly family: 4 | 6;
  readonly source: string;
  readonly destination: string;
  /** The addresses as they are on the wire, for pseudo headers. */
  readonly sourceBytes: Buffer;
  readonly destinationBytes: Buffer;
  /** TTL, or hop limit. */
  readonly ttl: number;
  readonly protocol: number;
  /** It is a piece of a larger packet; its payload has no whole header of the next layer. */
  readonly fragment: boolean;
  /** False when the header's own checksum is wrong (IPv4 only). */
  readonly headerRight: boolean;
  readonly payload: Buffer;
}

/** A packet, or why the bytes are none. */
export type IpRead = Packet | { readonly malformed: string };

/** Reads IPv4 (RFC 791). Padding of the link layer behind the packet is left out. */
export const readIpv4 = (bytes: Buffer): IpRead => {
  if (bytes.length < 20) return { malformed: `IPv4 of ${bytes.length} bytes` };
  const first = bytes.readUInt8(0);
  const header = (first & 0xf) * 4;
  const total = bytes.readUInt16BE(2);
  if (first >> 4 !== 4) return { malformed: `IPv4 with version ${first >> 4}` };
  if (header < 20 || total < header || total > bytes.length)
    return { malformed: `IPv4 with a header of ${header} and ${total} of ${bytes.length} bytes` };
  const [sourceBytes, destinationBytes] = [bytes.subarray(12, 16), bytes.subarray(16, 20)];
  return {
    family: 4,
    source: ipv4Text(sourceBytes),
    destination: ipv4Text(destinationBytes),
    sourceBytes,
    destinationBytes,
    ttl: bytes.readUInt8(8),
    protocol: bytes.readUInt8(9),
    // More fragments, or an offset.
    fragment: (bytes.readUInt16BE(6) & 0x3fff) !== 0,
    headerRight: headerFits(bytes.subarray(0, header)),
    payload: bytes.subarray(header, total),
  };
};

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;
const MOST_EXTENSIONS = 16;

/** Reads IPv6 (RFC 8200) with its extension headers. */
export const readIpv6 = (bytes: Buffer): IpRead => {
  if (bytes.length < 40) return { malformed: `IPv6 of ${bytes.length} bytes` };
  if (bytes.readUInt8(0) >> 4 !== 6) return { malformed: `IPv6 with version ${bytes.readUInt8(0) >> 4}` };
  const end = 40 + bytes.readUInt16BE(4);
  if (end > bytes.length) return { malformed: `IPv6 with ${end} of ${bytes.length} bytes` };
  let protocol = bytes.readUInt8(6);
  let at = 40;
  let fragment = false;
  for (
    let count = 0;
    [HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION].includes(protocol) && !fragment;
    count += 1
  ) {
    if (at + 8 > end || count === MOST_EXTENSIONS)
      return { malformed: 'IPv6 with extension headers past its end' };
    const units = bytes.readUInt8(at + 1);
    const length =
      protocol === FRAGMENT ? 8 : protocol === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
    // An offset, or more fragments; a whole packet may carry the header too (RFC 6946).
    fragment = protocol === FRAGMENT && (bytes.readUInt16BE(at + 2) & 0xfff9) !== 0;
    protocol = bytes.readUInt8(at);
    at += length;
    if (at > end) return { malformed: 'IPv6 with extension headers past its end' };
  }
  const [sourceBytes, destinationBytes] = [bytes.subarray(8, 24), bytes.subarray(24, 40)];
  return {
    family: 6,
    source: ipv6Text(sourceBytes),
    destination: ipv6Text(destinationBytes),
    sourceBytes,
    destinationBytes,
    ttl: bytes.readUInt8(7),
    protocol,
    fragment,
    headerRight: true,
    payload: bytes.subarray(at, end),
  };
};
