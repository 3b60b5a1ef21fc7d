import type { Cursor } from './cursor.js';
import type { PathText, Span } from './facts.js';
import { Role } from './frames.js';
import { KEYWORDS, Word } from './keywords.js';
import { macroRules } from './macro-rules.js';
import { attributesBefore, isOpenItem, itemStart, pathsOf } from './modules.js';
import type { Parse } from './parse.js';
import { Kind } from './tokens.js';
import { readUseTree } from './use-tree.js';

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

const span = (parse: Parse, first: number, last: number): Span => {
  const { start, end, count } = parse.c.tokens;
  return { start: start[first] as number, end: end[Math.min(last, count - 1)] as number };
};

/** Words that only ever start an item: a search that meets one has left its own item (which then was none). */
const ITEM_WORDS: ReadonlySet<number> = new Set([
  Word.struct,
  Word.enum,
  Word.mod,
  Word.trait,
  Word.type,
  Word.static,
  Word.let,
]);

/** The token at `at` starts another item. Keeps searches linear on input that is no Rust. */
const startsItem = (parse: Parse, at: number): boolean => {
  const { kind, sym } = parse.c.tokens;
  if (kind[at] !== Kind.ident) return false;
  const word = sym[at] as number;
  return ITEM_WORDS.has(word) || ((word === Word.fn || word === Word.use) && parse.c.isName(at + 1));
};

/** Index of the next `;` outside groups, or of the token that ends the group around it. */
const statementEnd = (parse: Parse, from: number): number => {
  const { c } = parse;
  const { kind, count } = c.tokens;
  let at = from;
  while (at < count && kind[at] !== Kind.close && !c.isPunct(at, ';') && !startsItem(parse, at))
    at = c.after(at);
  return at;
};

/** Index of the next `{` or `;` outside other groups, or of the token that ends the group around it. */
const bodyStart = (parse: Parse, from: number): number => {
  const { c } = parse;
  const { kind, count } = c.tokens;
  let at = from;
  while (at < count && kind[at] !== Kind.close && !c.isPunct(at, ';') && !startsItem(parse, at)) {
    if (c.isOpen(at, '{') && !c.isPunct(at - 1, '<') && !c.isPunct(at - 1, ',')) return at;
    at = c.after(at);
  }
  return at;
};

/** What is known of the item whose keyword is at `at`, its name behind it and its last token at `last`. */
const declared = (parse: Parse, at: number, last: number) => ({
  open: isOpenItem(parse.c, at),
  span: span(parse, at + 1, at + 1),
  whole: span(parse, at, last),
});

const useItem = (parse: Parse, at: number): number => {
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

const externItem = (parse: Parse, at: number): number => {
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

const functionItem = (parse: Parse, at: number): number => {
  const { c, frames, facts } = parse;
  const named = c.isPunct(at + 1, '$') && c.isName(at + 2);
  if (!named && !c.isName(at + 1)) return -1;
  const nameToken = named ? at + 2 : at + 1;
  const name = named ? `$${c.name(nameToken)}` : c.name(nameToken);
  const first = itemStart(c, at);
  const attributes = attributesBefore(c, first);
  const body = bodyStart(parse, nameToken + 1);
  const hasBody = c.isOpen(body, '{');
  facts.functions.push({
    name,
    nameToken,
    first: (attributes[0] ?? first + 1) - 1,
    body: hasBody ? body : -1,
    attributes,
    test: attributes.some((open) => marksTest(c, open)),
  });
  if (hasBody) frames.give(body, Role.block);
  if (named) return nameToken + 1;
  if (frames.role() === Role.foreign) {
    const linked = attributes.map((open) =>
      c.isWord(open + 1, Word.link_name) ? c.literal(open + 3) : undefined,
    );
    const symbol = linked.find((value) => value !== undefined) ?? name;
    frames.link(name, { ...declared(parse, at, at + 1), kind: 'foreign', symbol });
  } else frames.declareLocal(name, isOpenItem(c, at));
  return at + 2;
};

const TEST_NAMES: ReadonlySet<string> = new Set(['test', 'rstest', 'test_case', 'wasm_bindgen_test']);

/** The attribute whose bracket is at `open` is a path that ends in a test attribute's name. */
const marksTest = (c: Cursor, open: number): boolean => {
  let last = open + 1;
  while (c.isPathSep(last + 1)) last += 2;
  return c.isName(last) && TEST_NAMES.has(c.name(last));
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

const typeItem = (parse: Parse, at: number): number => {
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

const valueItem = (parse: Parse, at: number): number => {
  const { c, frames } = parse;
  const name = c.isWord(at + 1, Word.mut) ? at + 2 : at + 1;
  if (!c.isName(name) || !c.isPunct(name + 1, ':')) return -1;
  if (c.isPunct(at - 1, '*') || c.isPunct(at - 1, '<') || c.isPunct(at - 1, ',')) return -1;
  frames.declareLocal(c.name(name), isOpenItem(c, at));
  return name + 1;
};
