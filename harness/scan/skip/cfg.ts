import type { Cursor } from '../../../lib/rust/cursor.js';
import { textOf } from './text.js';

/** Conditions rustc or its tools set by themselves: they describe the build, and tests may honestly depend on them. */
const BUILD =
  /^(test|unix|windows|debug_assertions|miri|loom|doc|docsrs|panic|proc_macro|overflow_checks|ub_checks|sanitize|target_\w+|tokio_unstable|tokio_uring|tokio_taskdump|tokio_wasm_not_wasi|tokio_no_\w+|relocation_model|true|false)$/;

/**
 * What a cfg predicate does to the test under it. `never`: it is always false. `chosen`: it depends on a feature or on
 * a name that somebody has to pass. `build`: it only describes the platform or the kind of build.
 */
export type CfgEffect = 'never' | 'chosen' | 'build';

/** Judges the predicate in the tokens `[from, to)` of `cfg( … )`; `features` are those that are always on. */
export const judgeCfg = (c: Cursor, from: number, to: number, features: ReadonlySet<string>): CfgEffect => {
  const text = textOf(c, from, to);
  if (isNever(c, from, to)) return 'never';
  const known = text.replace(/\bfeature = "([^"]*)"/g, (whole, name: string) =>
    features.has(name) ? 'test' : whole,
  );
  const names = [...known.replace(/= "[^"]*"/g, '').matchAll(/\b([A-Za-z_]\w*)\b(?! \()/g)].map(
    (match) => match[1] as string,
  );
  return names.some((name) => !BUILD.test(name)) ? 'chosen' : 'build';
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

/** True when the predicate is false in every build. */
const isNever = (c: Cursor, from: number, to: number): boolean => truth(c, from, to, 0) === false;

const truth = (c: Cursor, from: number, to: number, depth: number): boolean | undefined => {
  const word = c.text(from);
  if (to === from + 1)
    return word === 'false' || word === 'FALSE' ? false : word === 'true' ? true : undefined;
  if (!c.isOpen(from + 1, '(') || depth > 32) return undefined;
  const inner = parts(c, from + 2, c.pair(from + 1)).map(([a, b]) => truth(c, a, b, depth + 1));
  if (word === 'not') return inner[0] === undefined ? undefined : !inner[0];
  if (word === 'any')
    return inner.includes(true) ? true : inner.every((value) => value === false) ? false : undefined;
  if (word === 'all')
    return inner.includes(false) ? false : inner.every((value) => value === true) ? true : undefined;
  return undefined;
};

/** Features that some tokens name: `feature = "…"` each. */
export const featuresIn = (c: Cursor, from: number, to: number): readonly string[] =>
  [...textOf(c, from, to).matchAll(/\bfeature = "([^"]*)"/g)].map((match) => match[1] as string);
