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

/** Words that may stand as a plain identifier: contextual keywords, and names known to the parser. */
const CONTEXTUAL: ReadonlySet<string> = new Set([
  'union',
  'macro_rules',
  'macro',
  'include',
  'path',
  'cfg_attr',
  'auto',
  'default',
  'safe',
  'link_name',
]);

/** True for the symbol of a reserved word (never a name of an item). */
export const isReserved = (symbol: number): boolean =>
  symbol >= 0 && symbol < KEYWORDS.length && !CONTEXTUAL.has(KEYWORDS[symbol] as string);
