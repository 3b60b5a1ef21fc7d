import type { ChainStep, Finding } from './finding.js';
import type { Unit } from './crate.js';
import type { RawFinding } from './raw-finding.js';
import { createLines, type Lines } from './position.js';
import type { Step } from './target.js';
import { FAMILIES } from './skip/family.js';
import type { UnitSkip } from './skip/silent-skip.js';

const decoder = new TextDecoder();

/** Line tables of the files at hand, each made once. */
export type LineTables = (unit: { readonly path: string; readonly source: Uint8Array }) => Lines;

/** Makes {@link LineTables}. */
export const lineTables = (): LineTables => {
  const known = new Map<Uint8Array, Lines>();
  return ({ source }) => {
    let lines = known.get(source);
    if (lines === undefined) known.set(source, (lines = createLines(source)));
    return lines;
  };
};

/** Lines, columns and source line of a byte range. */
export const place = (
  tables: LineTables,
  unit: { readonly path: string; readonly source: Uint8Array },
  start: number,
  end: number,
): Pick<Finding, 'file' | 'line' | 'column' | 'endColumn' | 'source'> => {
  const lines = tables(unit);
  const from = lines.at(start);
  const to = lines.at(end);
  const source = lines.text(from.line);
  return {
    file: unit.path,
    line: from.line,
    column: from.column,
    endColumn: to.line === from.line ? Math.max(to.column, from.column + 1) : Array.from(source).length + 1,
    source,
  };
};

const stepText = (unit: Unit, step: Step): string =>
  decoder
    .decode(unit.source.subarray(step.whole.start, Math.min(step.whole.end, step.whole.start + 160)))
    .replace(/\s+/g, ' ');

/** The chain of a finding, each declaration as written with its place. */
export const chain = (tables: LineTables, steps: readonly Step[]): readonly ChainStep[] =>
  steps.map((step) => ({
    text: stepText(step.unit, step),
    file: step.unit.path,
    line: tables(step.unit).at(step.span.start).line,
  }));

/** A kernel-tcp finding in words. */
export const wordKernelTcp = (tables: LineTables, raw: RawFinding): Finding => {
  const { banned, unit } = raw;
  const item = banned.item.replace(/^foreign::/, 'extern "C" ');
  const said = raw.note === undefined ? '' : ` (${raw.note})`;
  return {
    rule: 'kernel-tcp',
    class: raw.class,
    ...place(tables, unit, raw.start, raw.end),
    item,
    message: `${item} is ${banned.what}${said}; test code must reach the network only over DPDK: use ${banned.instead}`,
    chain: chain(tables, raw.steps),
    layers: ['scan'],
  };
};

/** A silent-skip finding in words. */
export const wordSkip = (tables: LineTables, skip: UnitSkip): Finding => {
  const [what, instead] = FAMILIES[skip.family];
  const reached = skip.test === undefined ? '' : `, which ${skip.test} calls`;
  return {
    rule: 'silent-skip',
    class: 'primary',
    ...place(tables, skip.unit, skip.start, skip.end),
    item: `${skip.family} in ${skip.within}`,
    message: `${what} (in ${skip.within}${reached}): the test can pass without proving anything; ${instead}`,
    chain: [],
    layers: ['scan'],
  };
};
