/** Words the parser acts on. Their place here is their symbol: see {@link Word}. */
export const KEYWORDS = [
  'mod',
  'use',
  'extern',
  'crate',
  'self',
  'super',
  'Self',
  'as',
  'fn',
  'struct',
  'enum',
  'union',
  'trait',
  'type',
  'const',
  'static',
  'impl',
  'macro_rules',
  'macro',
  'pub',
  'let',
  'where',
  'for',
  'unsafe',
  'async',
  'mut',
  'ref',
  'in',
  'if',
  'else',
  'match',
  'while',
  'loop',
  'return',
  'move',
  'dyn',
  'break',
  'continue',
  'await',
  'true',
  'false',
  '_',
  'include',
  'path',
  'cfg_attr',
  'auto',
  'default',
  'safe',
  'link_name',
] as const;

type Name = (typeof KEYWORDS)[number];

/** Symbol of each word in {@link KEYWORDS}. */
export const Word = Object.fromEntries(KEYWORDS.map((word, index) => [word, index])) as Readonly<
  Record<Name, number>
>;

/** Words among them that may also stand as a plain name: contextual keywords, and names the parser looks for. */
const CONTEXTUAL: ReadonlySet<number> = new Set(
  [
    ...(['union', 'macro_rules', 'macro', 'include', 'path', 'cfg_attr', 'auto', 'default', 'safe'] as const),
    'link_name' as const,
  ].map((word) => Word[word]),
);

const RESERVED = Uint8Array.from(KEYWORDS, (_, symbol) => (CONTEXTUAL.has(symbol) ? 0 : 1));

/** True for the symbol of a reserved word (never a name of an item). */
export const isReserved = (symbol: number): boolean => symbol < RESERVED.length && RESERVED[symbol] === 1;
