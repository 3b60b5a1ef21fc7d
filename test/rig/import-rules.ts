import type { Import } from './imports.js';

const PURE = ['audit', 'criteria', 'plan', 'record', 'report', 'scan', 'self-test'];
/** Parts of lib that compute only, or whose effects end inside a call; pure folders may use these and no others. */
const PURE_LIB = ['core', 'tap', 'xml', 'rust', 'term', 'pcap'];

/** Packages and modules with one door each. */
const SOLE: readonly { readonly module: RegExp; readonly door: RegExp }[] = [
  { module: /^execa$/, door: /^lib\/proc\// },
  { module: /^zx(?:\/|$)/, door: /^ci\// },
  { module: /^chalk$/, door: /^lib\/term\// },
  { module: /^(?:node:)?fs(?:\/|$)/, door: /^(?:lib\/files|ci)\// },
  { module: /^(?:node:)?child_process$/, door: /^(?:lib\/proc\/|ci\/bootstrap\/process\.js$)/ },
];

const part = (path: string): readonly string[] => path.split('/');

/** Why an import breaks a border of the tree, or undefined when it keeps them all. */
export const breach = ({ from, specifier, target }: Import): string | undefined => {
  const [top = '', folder = ''] = part(from);
  if (top === 'test') return undefined;
  const door = SOLE.find(({ module }) => module.test(specifier))?.door;
  if (door !== undefined && !door.test(from)) return `${specifier} has one importer: ${door.source}`;
  const pure = top === 'harness' && PURE.includes(folder);
  if (target === undefined)
    return pure && specifier.startsWith('node:') && specifier !== 'node:path'
      ? 'a pure folder imports nothing of node: but node:path'
      : undefined;
  const [toTop = '', toFolder = ''] = part(target);
  if (toTop === 'test') return 'only tests import tests';
  if (top === 'bin')
    return target === 'harness/cli/main.ts' ? undefined : 'bin imports harness/cli/main.js only';
  if (top === 'ci') return toTop === 'ci' ? undefined : 'ci calls the program as a child';
  if (top === 'lib') return toTop === 'lib' ? undefined : 'lib imports nothing above it';
  if (top === 'suites')
    return toTop === 'suites' || target === 'harness/index.ts'
      ? undefined
      : 'suites import the public index only';
  if (from.startsWith('harness/cli/'))
    return ['harness', 'lib', 'suites'].includes(toTop)
      ? undefined
      : `the command line never imports ${toTop}`;
  if (toTop === 'harness' && toFolder === 'cli') return 'nothing below the command line imports it';
  if (toTop !== 'harness' && toTop !== 'lib') return `the harness never imports ${toTop}`;
  if (folder === 'report' && toTop === 'harness' && toFolder === 'run') return 'report never imports run';
  if (!pure) return undefined;
  if (toTop === 'lib' && !PURE_LIB.includes(toFolder)) return `a pure folder never imports lib/${toFolder}`;
  if (toTop === 'harness' && !PURE.includes(toFolder))
    return `a pure folder never imports harness/${toFolder}`;
  return undefined;
};

/** One cycle of imports as a list of files, first repeated last; undefined when there is none. */
export const findCycle = (imports: readonly Import[]): readonly string[] | undefined => {
  const targets = new Map<string, readonly Import[]>();
  for (const one of imports) targets.set(one.from, [...(targets.get(one.from) ?? []), one]);
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return undefined;
    for (const { target } of targets.get(file) ?? []) {
      const cycle = target === undefined ? undefined : visit(target, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of targets.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
};
