import { Role } from './frames.js';
import { Word } from './keywords.js';
import type { Parse } from './parse.js';

/**
 * `macro_rules! name { (matcher) => { body }; … }` and `macro name(…) { … }`. Matchers are patterns and hold no code;
 * bodies are read like blocks.
 */
export const macroRules = (parse: Parse, at: number): number => {
  const { c, frames } = parse;
  if (c.isWord(at, Word.macro)) {
    if (!c.isName(at + 1)) return -1;
    const group = at + 2;
    const body = c.isOpen(group, '(') ? c.pair(group) + 1 : group;
    if (!c.isOpen(body, '{')) return -1;
    parse.region('rules', c.name(at + 1), body, c.pair(body));
    if (body !== group) {
      parse.region('matcher', '', group, c.pair(group));
      frames.give(group, Role.skip);
    } else arms(parse, body);
    return at + 2;
  }
  if (!c.isPunct(at + 1, '!') || !c.isName(at + 2)) return -1;
  const open = at + 3;
  if (!c.isOpen(open, '{') && !c.isOpen(open, '(') && !c.isOpen(open, '[')) return -1;
  parse.region('rules', c.name(at + 2), open, c.pair(open));
  arms(parse, open);
  frames.give(open, Role.block);
  return at + 3;
};

/** Marks each group that is followed by `=>` as a matcher. */
const arms = (parse: Parse, open: number): void => {
  const { c, frames } = parse;
  const close = c.pair(open);
  for (let at = open + 1; at < close;) {
    const next = c.after(at);
    if (next > at + 1 && c.isPunct(next, '=') && c.isPunct(next + 1, '>')) {
      parse.region('matcher', '', at, next - 1);
      frames.give(at, Role.skip);
      at = c.after(next + 2);
      if (c.isOpen(next + 2, '(') || c.isOpen(next + 2, '[') || c.isOpen(next + 2, '{'))
        frames.give(next + 2, Role.block);
    } else at = next;
  }
};
