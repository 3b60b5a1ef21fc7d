import { Role } from './frames.js';
import { span, statementEnd } from './item-ends.js';
import { Word } from './keywords.js';
import { isOpenItem } from './modules.js';
import type { Parse } from './parse.js';
import { readUseTree } from './use-tree.js';

/** `use tree;`: names of other places. See {@link readItem}. */
export const useItem = (parse: Parse, at: number): number => {
  const { c, frames } = parse;
  if (c.isPunct(at + 1, '<')) return -1;
  const end = statementEnd(parse, at + 1);
  const whole = span(parse, at, end - 1);
  const open = isOpenItem(c, at);
  parse.region('declaration', 'use', at, end - 1);
  for (const leaf of readUseTree(c, at + 1, end)) {
    if (leaf.name === '*') frames.scope().globs.push({ path: leaf.path, open, span: leaf.span, whole });
    else
      frames.link(leaf.name ?? `_ ${String(leaf.span.start)}`, {
        kind: 'import',
        path: leaf.path,
        self: leaf.self,
        open,
        span: leaf.span,
        whole,
      });
  }
  return end;
};

/** `extern crate name` and `extern "C" { … }`. See {@link readItem}. */
export const externItem = (parse: Parse, at: number): number => {
  const { c, frames } = parse;
  if (c.isWord(at + 1, Word.crate) && (c.isName(at + 2) || c.isWord(at + 2, Word.self))) {
    const end = statementEnd(parse, at);
    const crate = c.name(at + 2);
    const renamed = c.isWord(at + 3, Word.as);
    const name = !renamed ? crate : c.isName(at + 4) ? c.name(at + 4) : `_ ${String(at)}`;
    parse.region('declaration', 'extern crate', at, end - 1);
    frames.link(name, {
      kind: 'crate',
      crate: crate === 'self' ? 'crate' : crate,
      open: isOpenItem(c, at),
      span: span(parse, at + 2, renamed ? at + 4 : at + 2),
      whole: span(parse, at, end - 1),
    });
    return end;
  }
  const brace = c.literal(at + 1) === undefined ? at + 1 : at + 2;
  if (!c.isOpen(brace, '{')) return -1;
  frames.give(brace, Role.foreign);
  parse.region('foreign', c.literal(at + 1) ?? 'C', brace, c.pair(brace));
  return brace;
};
