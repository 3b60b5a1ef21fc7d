import type { Cursor } from './cursor.js';
import { Role } from './frames.js';
import { bodyStart, declared } from './item-ends.js';
import { Word } from './keywords.js';
import { attributesBefore, isOpenItem, itemStart } from './modules.js';
import type { Parse } from './parse.js';

const TEST_NAMES: ReadonlySet<string> = new Set(['test', 'rstest', 'test_case', 'wasm_bindgen_test']);

/** The attribute whose bracket is at `open` is a path that ends in a test attribute's name. */
const marksTest = (c: Cursor, open: number): boolean => {
  let last = open + 1;
  while (c.isPathSep(last + 1)) last += 2;
  return c.isName(last) && TEST_NAMES.has(c.name(last));
};

/** `fn name`: a declaration in its scope, or a symbol that is linked. See {@link readItem}. */
export const functionItem = (parse: Parse, at: number): number => {
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
