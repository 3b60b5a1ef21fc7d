/** An IPv4 address of four bytes as text. */
export const ipv4Text = (bytes: Uint8Array): string => bytes.join('.');

/** An IPv6 address of sixteen bytes as text (RFC 5952, section 4: lower case, the first of the longest runs of zeros as `::`). */
export const ipv6Text = (bytes: Uint8Array): string => {
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0),
  );
  let best = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
    start += length;
  }
  const text = (from: number, to?: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return best.start < 0 ? text(0) : `${text(0, best.start)}::${text(best.start + best.length)}`;
};

/** A link-layer address of six bytes as text, lower case with colons. */
export const macText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
