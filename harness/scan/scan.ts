import { createInterner } from '../../lib/rust/interner.js';
import { createTokens } from '../../lib/rust/lexer.js';
import { readCrate, type Crate, type Workspace } from './crate.js';
import type { Finding } from './finding.js';
import { findKernelTcp } from './kernel-tcp.js';
import type { Externs, SourceReader } from './source.js';
import { lineTables, place, wordKernelTcp } from './words.js';

/** A crate to scan. */
export interface Root {
  /** Path of the root file, forward slashes. */
  readonly path: string;
  /** True when the file is known to be a crate root (lib.rs, tests/x.rs …); false for a file looked at by itself. */
  readonly certain: boolean;
  readonly externs: Externs;
}

/** What a scan says. */
export interface ScanOutcome {
  /** Every file that was looked at, in the order it was reached. */
  readonly files: readonly { readonly path: string; readonly source: Uint8Array }[];
  /** By file, line and column; each place once. */
  readonly findings: readonly Finding[];
}

/** Working memory for {@link scanRoots}; names pile up in it, so renew it for other crates. */
export const createWorkspace = (): Workspace => ({
  tokens: createTokens(new Uint8Array(0)),
  names: createInterner(),
});

const compare = (a: Finding, b: Finding): number =>
  a.file < b.file
    ? -1
    : a.file > b.file
      ? 1
      : a.line - b.line || a.column - b.column || (a.item < b.item ? -1 : 1);

const key = (finding: Finding): string =>
  `${finding.rule}\0${finding.file}\0${finding.line}\0${finding.column}\0${finding.item}`;

/** Findings in order, each place and item once; the first of several wins, primary before secondary. */
export const orderFindings = (findings: readonly Finding[]): readonly Finding[] => {
  const first = new Map<string, Finding>();
  for (const finding of findings) {
    const known = first.get(key(finding));
    if (known === undefined || (known.class === 'secondary' && finding.class === 'primary'))
      first.set(key(finding), finding);
  }
  return [...first.values()].sort(compare);
};

/** Scans some crates that belong together (targets of one package): pure but for the reader. */
export const scanRoots = (
  roots: readonly Root[],
  reader: SourceReader,
  workspace: Workspace = createWorkspace(),
): ScanOutcome => {
  const crates: readonly Crate[] = roots.map(({ path, certain, externs }) =>
    readCrate(path, certain, reader, externs, workspace),
  );
  const tables = lineTables();
  const files = new Map<string, { path: string; source: Uint8Array }>();
  const findings: Finding[] = [];
  for (const { units, gaps } of crates) {
    for (const { path, source } of units) files.set(path, { path, source });
    for (const gap of gaps) {
      const at = gap.unit ?? { path: gap.path, source: new Uint8Array(0) };
      findings.push({
        rule: 'kernel-tcp',
        class: 'primary',
        ...place(tables, at, gap.start, gap.end),
        item: gap.item,
        message: gap.message,
        chain: [],
        layers: ['scan'],
      });
    }
  }
  for (const raw of findKernelTcp(crates, workspace)) findings.push(wordKernelTcp(tables, raw));
  return { files: [...files.values()], findings: orderFindings(findings) };
};
