/** Character classes by byte: 1 space, 2 identifier start, 3 digit, 4 open, 5 close, 6 quote ", 7 quote ', 8 slash, 9 colon, 0 other. */
export const CLASS = new Uint8Array(256);
for (const byte of [9, 10, 11, 12, 13, 32]) CLASS[byte] = 1;
for (let byte = 0; byte < 256; byte++)
  if ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte >= 128)
    CLASS[byte] = 2;
for (let byte = 48; byte <= 57; byte++) CLASS[byte] = 3;
for (const char of '([{') CLASS[char.charCodeAt(0)] = 4;
for (const char of ')]}') CLASS[char.charCodeAt(0)] = 5;
CLASS[0x22] = 6;
CLASS[0x27] = 7;
CLASS[0x2f] = 8;
CLASS[0x3a] = 9;

/** 1 for bytes that may continue an identifier. */
export const CONTINUES = CLASS.map((value) => (value === 2 || value === 3 ? 1 : 0));

/** End of the bytes that continue an identifier. */
export const identEnd = (source: Uint8Array, at: number): number => {
  let i = at;
  while (CONTINUES[source[i] as number] === 1) i++;
  return i;
};

/** Length of a Unicode white space character of more than one byte (U+0085, U+200E/F, U+2028/9) at `at`, or 0. */
export const wideSpace = (source: Uint8Array, at: number): number => {
  if (source[at] === 0xc2) return source[at + 1] === 0x85 ? 2 : 0;
  if (source[at] !== 0xe2 || source[at + 1] !== 0x80) return 0;
  const last = source[at + 2];
  return last === 0x8e || last === 0x8f || last === 0xa8 || last === 0xa9 ? 3 : 0;
};

export const isWideSpaceLead = (byte: number): boolean => byte === 0xc2 || byte === 0xe2;

/** End of a block comment that starts at `at`, nesting counted; -1 when it never ends. */
export const blockCommentEnd = (source: Uint8Array, at: number): number => {
  let depth = 1;
  for (let i = at + 2; i + 1 < source.length; i++) {
    const byte = source[i];
    if (byte === 0x2a && source[i + 1] === 0x2f) {
      i++;
      if (--depth === 0) return i + 1;
    } else if (byte === 0x2f && source[i + 1] === 0x2a) {
      i++;
      depth++;
    }
  }
  return -1;
};

/** End of a line that holds `at`: the offset of its newline, or the end of the source. */
export const lineEnd = (source: Uint8Array, at: number): number => {
  const found = source.indexOf(10, at);
  return found === -1 ? source.length : found;
};

/** Offset after a byte order mark and a `#!` line that is not an inner attribute. */
export const contentStart = (source: Uint8Array): number => {
  const start = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0;
  if (source[start] !== 0x23 || source[start + 1] !== 0x21) return start;
  let i = start + 2;
  for (;;) {
    if (CLASS[source[i] as number] === 1) i++;
    else if (source[i] === 0x2f && source[i + 1] === 0x2f) i = lineEnd(source, i);
    else if (source[i] === 0x2f && source[i + 1] === 0x2a) {
      const end = blockCommentEnd(source, i);
      if (end === -1) break;
      i = end;
    } else break;
  }
  return source[i] === 0x5b ? start : lineEnd(source, start);
};
