/** End of a string whose first byte after the quote is `at`; -1 when it never ends. */
export const stringEnd = (source: Uint8Array, at: number): number => {
  for (let i = at; i < source.length; i++) {
    const byte = source[i];
    if (byte === 0x22) return i + 1;
    if (byte === 0x5c) i++;
  }
  return -1;
};

/** End of a raw string whose hashes (or quote) start at `at`; -1 when it never ends. */
export const rawStringEnd = (source: Uint8Array, at: number): number => {
  let hashes = 0;
  while (source[at + hashes] === 0x23) hashes++;
  for (let i = at + hashes + 1; ; i++) {
    i = source.indexOf(0x22, i);
    if (i === -1) return -1;
    let seen = 0;
    while (seen < hashes && source[i + 1 + seen] === 0x23) seen++;
    if (seen === hashes) return i + 1 + hashes;
  }
};

/** Bytes of the UTF-8 character that starts with this byte. */
const width = (lead: number): number => (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);

/**
 * End of the character literal whose quote is at `at`, or -1 when that quote starts a lifetime (or nothing).
 * `'a'` is a character, `'a` is a lifetime: the byte after one character decides.
 */
export const charEnd = (source: Uint8Array, at: number): number => {
  const first = source[at + 1];
  if (first === undefined || first === 0x0a || first === 0x0d || first === 0x27) return -1;
  if (first !== 0x5c) {
    const end = at + 1 + width(first);
    return source[end] === 0x27 ? end + 1 : -1;
  }
  for (let i = at + 3; i < source.length && source[i] !== 0x0a; i++) if (source[i] === 0x27) return i + 1;
  return -1;
};

const isDigitOrLetter = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95);

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/** End of the number that starts at `at`: `1..2` is two numbers, `1.0e-3_f64` is one, `1.max(2)` is `1` and a method. */
export const numberEnd = (source: Uint8Array, at: number): number => {
  let i = at + 1;
  const radix = source[at] === 48 && (source[i] === 0x78 || source[i] === 0x62 || source[i] === 0x6f);
  while (isDigitOrLetter(source[i])) i++;
  if (radix) return i;
  if (source[i] === 0x2e && isDigit(source[i + 1])) {
    i++;
    while (isDigitOrLetter(source[i])) i++;
  } else if (
    source[i] === 0x2e &&
    source[i + 1] !== 0x2e &&
    !isDigitOrLetter(source[i + 1]) &&
    (source[i + 1] ?? 0) < 0x80
  )
    return i + 1;
  const last = source[i - 1];
  if (
    (last === 0x65 || last === 0x45) &&
    (source[i] === 0x2b || source[i] === 0x2d) &&
    isDigit(source[i + 1])
  ) {
    i++;
    while (isDigitOrLetter(source[i])) i++;
  }
  return i;
};
