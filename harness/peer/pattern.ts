/** The pattern repeats after this many bytes: `i * 31` repeats every 256, `i >> 8` modulo 256 every 65,536. */
export const PATTERN_PERIOD = 1 << 16;

const block = Buffer.alloc(PATTERN_PERIOD, 0);
for (let i = 0; i < PATTERN_PERIOD; i += 1) block[i] = (i * 31 + (i >> 8)) & 0xff;

/**
 * Bytes `offset` up to `offset + length` of the pattern every sender of the peer uses: byte i is `(i * 31 + (i >> 8)) & 0xff`.
 * Gives at most the rest of the period, so a caller asks again for what is left. The result is shared memory: never write to it.
 */
export const patternAt = (offset: number, length: number): Buffer => {
  const start = offset % PATTERN_PERIOD;
  return block.subarray(start, Math.min(start + length, PATTERN_PERIOD));
};

/** True when `bytes` is the piece of the pattern that begins at `offset`. */
export const isPattern = (bytes: Buffer, offset: number): boolean => {
  for (let done = 0; done < bytes.length;) {
    const expected = patternAt(offset + done, bytes.length - done);
    if (!expected.equals(bytes.subarray(done, done + expected.length))) return false;
    done += expected.length;
  }
  return true;
};
