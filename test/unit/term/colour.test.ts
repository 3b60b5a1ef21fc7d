import { expect, test } from 'vitest';
import { styleFor, wantsColour } from '../../../lib/term/colour.js';

test.each([
  ['a terminal', {}, true, true],
  ['a pipe', {}, false, false],
  ['a dumb terminal', { TERM: 'dumb' }, true, false],
  ['NO_COLOR on a terminal', { NO_COLOR: '1' }, true, false],
  ['an empty NO_COLOR', { NO_COLOR: '' }, true, true],
  ['FORCE_COLOR on a pipe', { FORCE_COLOR: '1' }, false, true],
  ['an empty FORCE_COLOR', { FORCE_COLOR: '' }, false, true],
  ['FORCE_COLOR=0 on a terminal', { FORCE_COLOR: '0' }, true, false],
  ['both', { FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
])('%s', (_, environment, isTerminal, expected) => {
  expect(wantsColour(environment, isTerminal)).toBe(expected);
  expect(styleFor(environment, isTerminal).good('x') === 'x').toBe(!expected);
});
