import type { PathText } from './facts.js';
import { declared, statementEnd } from './item-ends.js';
import { Word } from './keywords.js';
import { isOpenItem } from './modules.js';
import type { Parse } from './parse.js';

/** Reads a path of plain segments at `at`; undefined when none stands there. */
const readPath = (parse: Parse, from: number): { path: PathText; end: number } | undefined => {
  const { c } = parse;
  const rooted = c.isPathSep(from);
  const segments: string[] = [];
  let at = rooted ? from + 1 : from;
  for (;;) {
    if (c.isPunct(at, '$') && c.isWord(at + 1, Word.crate)) {
      segments.push('$crate');
      at += 2;
    } else if (
      c.isName(at) ||
      c.isWord(at, Word.crate) ||
      c.isWord(at, Word.self) ||
      c.isWord(at, Word.super)
    )
      segments.push(c.name(at++));
    else return undefined;
    if (!c.isPathSep(at)) return { path: { segments, rooted }, end: at };
    if (!c.isName(at + 1) && !c.isWord(at + 1, Word.super)) return { path: { segments, rooted }, end: at };
    at++;
  }
};

/** `type Name = path`: another name of a path, or a type of its own. See {@link readItem}. */
export const typeItem = (parse: Parse, at: number): number => {
  const { c, frames } = parse;
  if (!c.isName(at + 1)) return -1;
  const end = statementEnd(parse, at + 2);
  let equals = at + 2;
  while (equals < end && !(c.isPunct(equals, '=') && !c.isPunct(equals - 1, '='))) equals = c.after(equals);
  const target = c.isPunct(equals, '=') ? readPath(parse, equals + 1) : undefined;
  const plain =
    target !== undefined &&
    (target.end >= end || c.isPunct(target.end, '<') || c.isWord(target.end, Word.where));
  if (plain)
    frames.link(c.name(at + 1), { ...declared(parse, at, end - 1), kind: 'alias', path: target.path });
  else frames.declareLocal(c.name(at + 1), isOpenItem(c, at));
  return at + 2;
};
