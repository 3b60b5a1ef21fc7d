import type { Cursor } from '../../lib/rust/cursor.js';
import { scopeAt } from '../../lib/rust/finish.js';
import type { FunctionFact } from '../../lib/rust/facts.js';
import type { Module, Unit } from '../scan/crate.js';
import { readCrate } from '../scan/read-crate.js';
import { createWorkspace } from '../scan/scan.js';
import { memoryReader } from '../scan/source.js';
import { tokensOf, type Sources } from './source.js';
import { usesIn, type Use } from './uses.js';

/** One function of a test program. */
export interface TestFunction {
  /** As libtest would list it: the modules around it and its name. */
  readonly path: string;
  readonly name: string;
  readonly file: string;
  readonly isTest: boolean;
  /** First and last line of its body, from 1. */
  readonly lines: readonly [number, number];
  readonly uses: readonly Use[];
  /** Names of what it calls or hands on. */
  readonly names: ReadonlySet<string>;
}

const moduleNames = (module: Module): readonly string[] =>
  module.parent === undefined ? [] : [...moduleNames(module.parent), module.name];

const pathOf = (unit: Unit, fact: FunctionFact, name: string): string => {
  const inline: string[] = [];
  for (
    let scope = scopeAt(unit.facts, fact.first).index > 0 ? scopeAt(unit.facts, fact.first) : undefined;
    scope !== undefined;
    scope = scope.parent
  )
    if (scope.kind === 'module' && scope.name !== '') inline.unshift(scope.name);
  return [...moduleNames(unit.module), ...inline, name].join('::');
};

/** Names in a body that stand where a function is called or handed on. */
const namesIn = (c: Cursor, open: number, close: number): ReadonlySet<string> => {
  const names = new Set<string>();
  for (let at = open + 1; at < close; at++) {
    if (!c.isName(at)) continue;
    const called = c.isOpen(at + 1, '(') || c.isPathSep(at + 1);
    const handed =
      (c.isOpen(at - 1, '(') || c.isPunct(at - 1, ',')) && (c.isPunct(at + 1, ',') || c.text(at + 1) === ')');
    if (called || handed) names.add(c.name(at));
  }
  return names;
};

/** `#[tokio::test(flavor = "dpdk")]`: the attribute makes the runtime. */
const flavourUse = (c: Cursor, fact: FunctionFact, line: (token: number) => number): readonly Use[] =>
  fact.attributes.some((open) => {
    for (let at = open; at < c.pair(open); at++) if (c.literal(at) === 'dpdk') return true;
    return false;
  })
    ? [{ kind: 'eal', call: 'flavor = "dpdk"', demand: 'good', line: line(fact.nameToken) }]
    : [];

/** Every function of a test program: of its root file and of all it includes. Paths are keys of `sources`. */
export const functionsOf = (root: string, sources: Sources): readonly TestFunction[] => {
  const options = { certain: true, externs: new Map(), features: new Set<string>() };
  const links = { modules: new Map(), files: new Map() };
  const { units } = readCrate(root, options, memoryReader(sources), createWorkspace(), links);
  return units.flatMap((unit) => {
    const c = tokensOf(unit.source);
    const line = (token: number): number => lineAt(unit.source, c.tokens.start[token] as number);
    return unit.facts.functions
      .filter(({ body }) => body !== -1)
      .map((fact): TestFunction => {
        const name = c.text(fact.nameToken);
        const close = c.pair(fact.body);
        return {
          path: pathOf(unit, fact, name),
          name,
          file: unit.path,
          isTest: fact.test,
          lines: [line(fact.body), line(Math.min(close, c.tokens.count - 1))],
          uses: [...flavourUse(c, fact, line), ...usesIn(c, fact.body, close)],
          names: namesIn(c, fact.body, close),
        };
      });
  });
};

const lineAt = (source: Uint8Array, offset: number): number => {
  let line = 1;
  for (let at = source.indexOf(10); at !== -1 && at < offset; at = source.indexOf(10, at + 1)) line++;
  return line;
};
