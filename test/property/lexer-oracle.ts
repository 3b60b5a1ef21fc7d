import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { Language, Parser, type Node } from 'web-tree-sitter';
import { createInterner } from '../../lib/rust/interner.js';
import { lex } from '../../lib/rust/lexer.js';
import { Kind } from '../../lib/rust/tokens.js';

const require = createRequire(import.meta.url);

/** Byte ranges of strings, comments and identifiers, each as `start-end`. */
export interface Spans {
  readonly strings: readonly string[];
  readonly comments: readonly string[];
  readonly identifiers: readonly string[];
}

/** Spans as the project's own lexer sees them. */
export const ownSpans = (source: Uint8Array): Spans => {
  const tokens = lex(source, createInterner(), undefined, true);
  const strings: string[] = [];
  const identifiers: string[] = [];
  for (let at = 0; at < tokens.count; at++) {
    const span = `${String(tokens.start[at])}-${String(tokens.end[at])}`;
    if (tokens.kind[at] === Kind.string) strings.push(span);
    else if (tokens.kind[at] === Kind.ident || tokens.kind[at] === Kind.rawIdent) identifiers.push(span);
  }
  const comments: string[] = [];
  const flat = tokens.comments ?? [];
  for (let i = 0; i < flat.length; i += 2) comments.push(`${String(flat[i])}-${String(flat[i + 1])}`);
  return { strings, comments, identifiers };
};

/** Makes the oracle: the same spans as tree-sitter's Rust grammar sees them; undefined when it cannot parse the source itself. */
export const createOracle = async (): Promise<(source: Uint8Array) => Spans | undefined> => {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(
    await Language.load(readFileSync(require.resolve('tree-sitter-rust/tree-sitter-rust.wasm'))),
  );
  return (source) => {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(source);
    const tree = parser.parse(text);
    if (tree === null) return undefined;
    try {
      return tree.rootNode.hasError ? undefined : collect(tree.rootNode, text, offsets(text));
    } finally {
      tree.delete();
    }
  };
};

/** Byte offset of each UTF-16 unit of a text. */
const offsets = (text: string): Uint32Array => {
  const table = new Uint32Array(text.length + 1);
  let byte = 0;
  for (let i = 0; i < text.length; i++) {
    table[i] = byte;
    const code = text.charCodeAt(i);
    byte +=
      code < 0x80
        ? 1
        : code < 0x800
          ? 2
          : code >= 0xd800 && code < 0xdc00
            ? 4
            : code >= 0xdc00 && code < 0xe000
              ? 0
              : 3;
  }
  table[text.length] = byte;
  return table;
};

const STRINGS = new Set(['string_literal', 'raw_string_literal']);
const COMMENTS = new Set(['line_comment', 'block_comment']);

const collect = (root: Node, text: string, bytes: Uint32Array): Spans => {
  const spans = { strings: [] as string[], comments: [] as string[], identifiers: [] as string[] };
  const cursor = root.walk();
  const extra: { from: number; length: number }[] = [];
  const finish = (): Spans => {
    for (const { from, length } of extra)
      spans.identifiers.push(`${String(bytes[from])}-${String(bytes[from + length])}`);
    if (extra.length > 0) spans.identifiers.sort((a, b) => Number.parseInt(a) - Number.parseInt(b));
    return spans;
  };
  for (;;) {
    const type = cursor.nodeType;
    const from = cursor.startIndex;
    let to = cursor.endIndex;
    const add = (list: string[], start: number, end: number): void => {
      list.push(`${String(bytes[start])}-${String(bytes[end])}`);
    };
    let into = false;
    if (type.startsWith('token_repetition')) {
      // The separator of a repetition is no node of the grammar.
      const separator = /\)\s*([A-Za-z_]\w*)\s*[*+?]$/.exec(text.slice(from, to));
      if (separator !== null)
        extra.push({
          from: from + separator[0].indexOf(separator[1] ?? '') + separator.index,
          length: separator[1]?.length ?? 0,
        });
    }
    if (STRINGS.has(type)) add(spans.strings, from, to);
    else if (COMMENTS.has(type)) {
      // The grammar counts the line end as part of a line doc comment.
      if (type === 'line_comment') while (text[to - 1] === '\n') to--;
      add(spans.comments, from, to);
    } else if (((type === 'lifetime' || type === 'label') && text[from] === "'") || LITERALS.has(type))
      into = false;
    else if (type === 'metavariable') add(spans.identifiers, from + 1, to);
    else if (type === 'macro_rules!') add(spans.identifiers, from, to - 1);
    else if (cursor.currentNode.childCount > 0) into = true;
    // Inside macros the grammar cuts a lifetime into a quote and a name, and a number off a suffix it does not know.
    else if (!/['\d]/.test(text[from - 1] ?? '') && /^[\p{XID_Start}_]/u.test(cursor.nodeText))
      add(spans.identifiers, from, to);
    if (into && cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return finish();
  }
};

/** Leaves that start like a word and are none. */
const LITERALS = new Set(['char_literal', 'string_content', 'escape_sequence']);
