import { expect, test } from 'vitest';
import { isPattern, patternAt, PATTERN_PERIOD } from '../../../harness/peer/pattern.js';
import { patternOf } from './rig.js';

test('the pattern is (i * 31 + (i >> 8)) & 0xff across its period', () => {
  const expected = patternOf(3 * PATTERN_PERIOD);
  const pieces: Buffer[] = [];
  for (let at = 0; at < expected.length;) {
    const piece = patternAt(at, Math.min(777, expected.length - at));
    pieces.push(piece);
    at += piece.length;
  }
  expect(Buffer.concat(pieces).equals(expected)).toBe(true);
});

test('a piece is recognised at its own offset only, however it is cut', () => {
  const bytes = patternOf(2 * PATTERN_PERIOD + 5);
  expect(isPattern(bytes, 0)).toBe(true);
  expect(isPattern(bytes.subarray(65_000, 131_000), 65_000)).toBe(true);
  expect(isPattern(bytes.subarray(65_000, 131_000), 65_001)).toBe(false);
  const spoilt = Buffer.from(bytes);
  spoilt[PATTERN_PERIOD + 1] = (spoilt[PATTERN_PERIOD + 1] ?? 0) ^ 1;
  expect(isPattern(spoilt, 0)).toBe(false);
});
