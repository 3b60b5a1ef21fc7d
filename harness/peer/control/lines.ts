/**
 * Cuts a byte stream into lines without ever holding more than `maxBytes` of one. Returns a function that takes the next bytes and gives
 * the lines they complete, or undefined when a line is longer than allowed.
 */
export const lineCutter = (maxBytes: number): ((chunk: Buffer) => string[] | undefined) => {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    let bytes = Buffer.concat([rest, chunk]);
    const lines: string[] = [];
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a)) {
      if (at > maxBytes) return undefined;
      lines.push(bytes.subarray(0, at).toString('utf8'));
      bytes = bytes.subarray(at + 1);
    }
    if (bytes.length > maxBytes) return undefined;
    rest = bytes;
    return lines;
  };
};
