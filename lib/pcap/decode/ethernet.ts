import { macText } from './address.js';

/** The link layer of a frame. */
export interface Ethernet {
  readonly source: string;
  readonly destination: string;
  /** VLAN ids, the outermost first. */
  readonly vlans: readonly number[];
  readonly etherType: number;
  readonly body: Buffer;
}

/** Tag protocols of IEEE 802.1Q and 802.1ad, and the one used for nested tags before it. */
const TAGS = [0x8100, 0x88a8, 0x9100];
const MOST_TAGS = 8;

/** Reads Ethernet II with any tags; undefined when the frame is too short for it. */
export const readEthernet = (bytes: Buffer): Ethernet | undefined => {
  if (bytes.length < 14) return undefined;
  const vlans: number[] = [];
  let at = 12;
  while (TAGS.includes(bytes.readUInt16BE(at))) {
    if (bytes.length < at + 6 || vlans.length === MOST_TAGS) return undefined;
    vlans.push(bytes.readUInt16BE(at + 2) & 0xfff);
    at += 4;
  }
  return {
    destination: macText(bytes.subarray(0, 6)),
    source: macText(bytes.subarray(6, 12)),
    vlans,
    etherType: bytes.readUInt16BE(at),
    body: bytes.subarray(at + 2),
  };
};
