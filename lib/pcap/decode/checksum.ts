/** The sum of RFC 1071 over 16-bit words, folded; an odd last byte is padded with zero. */
const onesSum = (bytes: Uint8Array, start = 0): number => {
  let sum = start;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000);
  return sum;
};

/** True when the checksum inside an IPv4 header fits (RFC 791). */
export const headerFits = (header: Uint8Array): boolean => onesSum(header) === 0xffff;

/**
 * True when the checksum inside a TCP segment fits, with the pseudo header of its addresses (RFC 9293, 3.1; RFC 8200, 8.1).
 * @param source 4 or 16 bytes, as is `destination`.
 */
export const tcpFits = (source: Uint8Array, destination: Uint8Array, segment: Uint8Array): boolean => {
  const TCP = 6;
  const length = segment.length;
  const pseudo = TCP + (length & 0xffff) + (length >>> 16) + onesSum(source) + onesSum(destination);
  return onesSum(segment, pseudo) === 0xffff;
};
