import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shorten, visible, visibleLine } from '../../../lib/term/visible.js';

test.each([
  ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['a\u0000b\u0007c\u009bd', 'a\\x00b\\x07c\\x9bd'],
  ['tab\tand\r\nline\rreturn', 'tab and\nline\\x0dreturn'],
  ['right \u202eto left', 'right \\u{202e}to left'],
  ['half \ud800 pair', 'half \\u{d800} pair'],
  ['not a character \uffff', 'not a character \\u{ffff}'],
  ['häßlich → 😀', 'häßlich → 😀'],
])('%j', (text, expected) => {
  expect(visible(text)).toBe(expected);
});

test('nothing harmful is left of any text, and what is harmless stays', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const seen = visible(text);
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      expect(seen).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\ufffe\uffff]/);
      expect(Buffer.from(seen, 'utf8').toString('utf8')).toBe(seen);
      expect(visible(seen)).toBe(seen);
    }),
  );
});

test('a line is one line', () => {
  expect(visibleLine('  a \n\n b\t c ')).toBe('a b c');
});

test('what is cut ends in an ellipsis, by characters', () => {
  expect(shorten('😀😀😀', 3)).toBe('😀😀😀');
  expect(shorten('😀😀😀', 2)).toBe('😀…');
});
