import { typeItem } from './alias-item.js';
import { Role } from './frames.js';
import { functionItem } from './function-item.js';
import { externItem, useItem } from './import-items.js';
import { bodyStart, declared } from './item-ends.js';
import { KEYWORDS, Word } from './keywords.js';
import { macroRules } from './macro-rules.js';
import { attributesBefore, isOpenItem, itemStart, pathsOf } from './modules.js';
import type { Parse } from './parse.js';
import { Kind } from './tokens.js';

/** Marks the words {@link readItem} acts on. */
const READS = Uint8Array.from({ length: KEYWORDS.length });
for (const word of [
  ...[Word.use, Word.mod, Word.extern, Word.fn, Word.struct, Word.enum, Word.union, Word.trait, Word.impl],
  ...[Word.type, Word.const, Word.static, Word.macro_rules, Word.macro],
])
  READS[word] = 1;

/** Reads the item whose keyword is at `at`, if it is one. Returns the token to go on with, or -1 to go on behind the word. */
export const readItem = (parse: Parse, at: number, word: number): number => {
  if (READS[word] === 0) return -1;
  switch (word) {
    case Word.use:
      return useItem(parse, at);
    case Word.mod:
      return moduleItem(parse, at);
    case Word.extern:
      return externItem(parse, at);
    case Word.fn:
      return functionItem(parse, at);
    case Word.struct:
    case Word.enum:
      return dataItem(parse, at);
    case Word.union:
      return parse.c.isOpen(at + 2, '{') || parse.c.isPunct(at + 2, '<') ? dataItem(parse, at) : -1;
    case Word.trait:
    case Word.impl:
      return associatedItem(parse, at, word);
    case Word.type:
      return typeItem(parse, at);
    case Word.const:
    case Word.static:
      return valueItem(parse, at);
    case Word.macro_rules:
    case Word.macro:
      return macroRules(parse, at);
    default:
      return -1;
  }
};

const moduleItem = (parse: Parse, at: number): number => {
  const { c, frames, facts } = parse;
  if (!c.isName(at + 1)) return -1;
  const name = c.name(at + 1);
  const attributes = attributesBefore(c, itemStart(c, at));
  const { paths, fixed } = pathsOf(c, attributes);
  const common = declared(parse, at, at + 1);
  if (c.isPunct(at + 2, ';')) {
    const module = { name, span: common.span, scope: frames.scope(), paths, fixed, token: at };
    facts.moduleFiles.push(module);
    frames.declare(name, { ...common, kind: 'file', module });
    return at + 3;
  }
  if (!c.isOpen(at + 2, '{')) return -1;
  const scope = frames.makeScope('module', name, at + 3, c.pair(at + 2), paths);
  frames.declare(name, { ...common, kind: 'module', scope });
  frames.give(at + 2, Role.module, scope);
  facts.modules.push({ body: at + 2, attributes, name, nameToken: at + 1 });
  return at + 2;
};

const dataItem = (parse: Parse, at: number): number => {
  const { c, frames } = parse;
  if (!c.isName(at + 1)) return -1;
  frames.declareLocal(c.name(at + 1), isOpenItem(c, at));
  const body = bodyStart(parse, at + 2);
  if (c.isOpen(body, '{')) {
    frames.give(body, Role.fields);
    if (c.isWord(at, Word.enum)) parse.region('enum', c.name(at + 1), body, c.pair(body));
  }
  return at + 2;
};

const associatedItem = (parse: Parse, at: number, word: number): number => {
  const { c, frames } = parse;
  if (word === Word.trait) {
    if (!c.isName(at + 1)) return -1;
    frames.declareLocal(c.name(at + 1), isOpenItem(c, at));
  } else if (!isImplItem(parse, at)) return -1;
  const body = bodyStart(parse, at + 1);
  if (c.isOpen(body, '{')) frames.give(body, Role.associated);
  return at + (word === Word.trait ? 2 : 1);
};

/** `impl` starts an item when it stands where items do; elsewhere (`-> impl Trait`, `x: impl Trait`) it is a type. */
const isImplItem = (parse: Parse, at: number): boolean => {
  const { kind, sym } = parse.c.tokens;
  const before =
    parse.c.isWord(at - 1, Word.unsafe) || parse.c.isWord(at - 1, Word.default) ? at - 2 : at - 1;
  if (before < 0) return true;
  const what = kind[before];
  if (what === Kind.open) return sym[before] === 0x7b;
  if (what === Kind.close) return sym[before] !== 0x29;
  return what === Kind.punct && sym[before] === 0x3b;
};

const valueItem = (parse: Parse, at: number): number => {
  const { c, frames } = parse;
  const name = c.isWord(at + 1, Word.mut) ? at + 2 : at + 1;
  if (!c.isName(name) || !c.isPunct(name + 1, ':')) return -1;
  if (c.isPunct(at - 1, '*') || c.isPunct(at - 1, '<') || c.isPunct(at - 1, ',')) return -1;
  frames.declareLocal(c.name(name), isOpenItem(c, at));
  return name + 1;
};
