import { createCursor, type Cursor } from './cursor.js';
import type { FileFacts, Region } from './facts.js';
import { finish } from './finish.js';
import { Frames, Role } from './frames.js';
import type { Interner } from './interner.js';
import { readItem } from './items.js';
import { KEYWORDS, Word } from './keywords.js';
import { Kind, type Tokens } from './tokens.js';
import { attributePaths, include } from './modules.js';

/** Everything the handlers of one file share. */
export interface Parse {
  readonly c: Cursor;
  readonly frames: Frames;
  readonly facts: {
    readonly moduleFiles: FileFacts['moduleFiles'][number][];
    readonly includes: FileFacts['includes'][number][];
    readonly functions: FileFacts['functions'][number][];
    readonly modules: FileFacts['modules'][number][];
    readonly regions: Region[];
  };
  region(kind: Region['kind'], name: string, open: number, close: number, items?: boolean): void;
}

const WORDS = KEYWORDS.length;

/** Macros whose arguments are text, not code. */
const TEXT_MACROS: ReadonlySet<string> = new Set(['stringify']);

/** Reads what one file declares. It never throws on any token sequence and takes time linear in the tokens. */
export const parseFile = (tokens: Tokens, names: Interner): FileFacts => {
  const c = createCursor(tokens, names);
  const frames = new Frames(tokens.count);
  const regions: Region[] = [];
  const parse: Parse = {
    c,
    frames,
    facts: { moduleFiles: [], includes: [], functions: [], modules: [], regions },
    region: (kind, name, open, close, items = false) => {
      regions.push({ kind, name, open, close, items, parent: undefined });
    },
  };
  const { kind, sym, pair } = tokens;
  let at = 0;
  while (at < tokens.count) {
    const what = kind[at];
    if (what === Kind.ident) {
      const word = sym[at] as number;
      if (word < WORDS) {
        const next = readItem(parse, at, word);
        if (next > at) {
          at = next;
          continue;
        }
      }
      if (kind[at + 1] === Kind.punct && sym[at + 1] === 0x21 && kind[at + 2] === Kind.open)
        macroCall(parse, at);
      at++;
    } else if (what === Kind.open) {
      const role = frames.roleAt(at);
      if (role === Role.skip) {
        at = pair[at] === -1 ? tokens.count : (pair[at] as number) + 1;
        continue;
      }
      if (pair[at] !== -1) frames.push(at, pair[at] as number, role, sym[at] as number);
      at++;
    } else if (what === Kind.close) {
      frames.pop(at);
      at++;
    } else if (what === Kind.punct && sym[at] === 0x23) at = attribute(parse, at);
    else at++;
  }
  return finish(parse.facts, frames);
};

/** An attribute is a region of its own and declares nothing. */
const attribute = (parse: Parse, at: number): number => {
  const { c } = parse;
  const open = c.isPunct(at + 1, '!') ? at + 2 : at + 1;
  if (!c.isOpen(open, '[')) return at + 1;
  const close = c.pair(open);
  if (c.isWord(open + 1, Word.path) || c.isWord(open + 1, Word.cfg_attr)) attributePaths(c, open);
  parse.region('attribute', '', open, close);
  return close + 1;
};

/** `name!(…)`, with the name at `at`. */
const macroCall = (parse: Parse, at: number): void => {
  const { c, frames } = parse;
  const open = at + 2;
  const close = c.pair(open);
  const name = c.name(at);
  const items = frames.atItems() && (c.isOpen(open, '{') || c.isPunct(close + 1, ';'));
  parse.region('call', name, open, close, items);
  if (TEXT_MACROS.has(name)) frames.give(open, Role.skip);
  else if (items) frames.give(open, Role.transparent);
  if (name === 'include') include(parse, at, open, close);
};
