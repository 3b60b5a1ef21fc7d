import type { Cursor } from '../../../lib/rust/cursor.js';
import { textOf } from './text.js';

/** Conditions rustc or its tools set by themselves: they describe the build, and tests may honestly depend on them. */
const BUILD =
  /^(test|unix|windows|debug_assertions|miri|loom|doc|docsrs|panic|proc_macro|overflow_checks|ub_checks|sanitize|target_\w+|tokio_unstable|tokio_uring|tokio_taskdump|tokio_wasm_not_wasi|tokio_no_\w+|relocation_model|true|false)$/;

/**
 * What a cfg predicate does to the test under it. `never`: it is always false. `chosen`: it is false unless somebody asks for a
 * feature or passes a name. `build`: it holds by default, or describes the platform or the kind of build.
 */
export type CfgEffect = 'never' | 'chosen' | 'build';

/** Judges the predicate in the tokens `[from, to)` of `cfg( … )`; `features` are those that are always on. */
export const judgeCfg = (c: Cursor, from: number, to: number, features: ReadonlySet<string>): CfgEffect => {
  if (truth(c, from, to, () => undefined, 0) === false) return 'never';
  const plain = (name: string, value: string | undefined): boolean | undefined => {
    if (name === 'test') return true;
    if (name === 'feature') return features.has(value ?? '');
    return BUILD.test(name) ? undefined : false;
  };
  return truth(c, from, to, plain, 0) === false ? 'chosen' : 'build';
};

/** Arguments of `all( … )`-like groups: token ranges between commas. */
const parts = (c: Cursor, from: number, to: number): readonly (readonly [number, number])[] => {
  const found: [number, number][] = [];
  let start = from;
  for (let at = from; at < to; at = c.after(at))
    if (c.isPunct(at, ',')) {
      found.push([start, at]);
      start = at + 1;
    }
  if (start < to) found.push([start, to]);
  return found;
};

/** Value of a name (with `name = "value"`, of that pair); undefined when it may be either. */
type Known = (name: string, value: string | undefined) => boolean | undefined;

/** Value of a predicate, as far as it can be told. */
const truth = (c: Cursor, from: number, to: number, known: Known, depth: number): boolean | undefined => {
  const word = c.plain(from);
  if (!c.isOpen(from + 1, '(')) {
    if (word === 'false' || word === 'FALSE') return false;
    if (word === 'true') return true;
    return known(word, c.isPunct(from + 1, '=') && to > from + 2 ? c.literal(from + 2) : undefined);
  }
  if (depth > 32) return undefined;
  const inner = parts(c, from + 2, c.pair(from + 1)).map(([a, b]) => truth(c, a, b, known, depth + 1));
  if (word === 'not') return inner[0] === undefined ? undefined : !inner[0];
  if (word === 'any') {
    if (inner.includes(true)) return true;
    return inner.every((value) => value === false) ? false : undefined;
  }
  if (word !== 'all') return undefined;
  if (inner.includes(false)) return false;
  return inner.every((value) => value === true) ? true : undefined;
};

/** Features that some tokens name: `feature = "…"` each. */
export const featuresIn = (c: Cursor, from: number, to: number): readonly string[] =>
  [...textOf(c, from, to).matchAll(/\bfeature = "([^"]*)"/g)].map((match) => match[1] as string);
