import type { Cursor } from '../../../lib/rust/cursor.js';
import type { FileFacts, FunctionFact } from '../../../lib/rust/facts.js';
import { Word } from '../../../lib/rust/keywords.js';
import type { Branch } from './branches.js';
import { featuresIn, judgeCfg } from './cfg.js';

/** `#[ignore]`, `#[cfg_attr(…, ignore)]`, `#[cfg(…)]` on one test. */
export const attributeSkips = (
  c: Cursor,
  test: FunctionFact,
  features: ReadonlySet<string>,
): readonly Branch[] =>
  test.attributes.flatMap((open): readonly Branch[] => {
    const name = c.plain(open + 1);
    if (name === 'ignore') return [{ family: 'ignored-test', at: open + 1 }];
    if (name === 'cfg') return cfgSkip(c, open + 1, features);
    if (!c.isWord(open + 1, Word.cfg_attr)) return [];
    const close = c.pair(open + 2);
    for (let at = open + 3; at < close; at++)
      if (c.plain(at) === 'ignore' && c.isPunct(at - 1, ',')) return [{ family: 'conditional-ignore', at }];
    return [];
  });

const cfgSkip = (c: Cursor, at: number, features: ReadonlySet<string>): readonly Branch[] =>
  c.isOpen(at + 1, '(') && judgeCfg(c, at + 2, c.pair(at + 1), features) !== 'build'
    ? [{ family: 'cfg-out', at }]
    : [];

/** `#[cfg(…)]` on a module that holds a test, and `#![cfg(…)]` of a whole file that is never true. */
export const moduleSkips = (
  c: Cursor,
  facts: FileFacts,
  features: ReadonlySet<string>,
): readonly (Branch & { readonly within: string })[] => {
  const tests = facts.functions.filter(({ test }) => test);
  const modules = facts.modules
    .filter(({ body }) => tests.some((test) => test.nameToken > body && test.nameToken < c.pair(body)))
    .flatMap(({ attributes, name }) =>
      attributes
        .filter((open) => c.plain(open + 1) === 'cfg')
        .flatMap((open) => cfgSkip(c, open + 1, features))
        .map((branch) => ({ ...branch, within: name })),
    );
  const inner = facts.regions
    .filter(
      ({ kind, open }) => kind === 'attribute' && c.isPunct(open - 1, '!') && c.plain(open + 1) === 'cfg',
    )
    .filter(
      ({ open }) => c.isOpen(open + 2, '(') && judgeCfg(c, open + 3, c.pair(open + 2), new Set()) === 'never',
    )
    .map(({ open }) => ({ family: 'cfg-out' as const, at: open + 1, within: 'file' }));
  return tests.length === 0 ? [] : [...modules, ...inner];
};

/** Features that the whole file is under (`#![cfg(feature = "full")]`): inside it they are always on. */
export const fileFeatures = (c: Cursor, facts: FileFacts): readonly string[] =>
  facts.regions
    .filter(
      ({ kind, open }) => kind === 'attribute' && c.isPunct(open - 1, '!') && c.plain(open + 1) === 'cfg',
    )
    .flatMap(({ open, close }) => featuresIn(c, open, close));
