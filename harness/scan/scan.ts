import { createInterner } from '../../lib/rust/interner.js';
import { createTokens } from '../../lib/rust/lexer.js';
import type { Crate, Links, Workspace } from './crate.js';
import type { Finding } from './finding.js';
import { findKernelTcp } from './kernel-tcp.js';
import { readCrate } from './read-crate.js';
import { findSilentSkips } from './skip/silent-skip.js';
import type { Externs, SourceReader } from './source.js';
import { lineTables, place, wordKernelTcp, wordSkip } from './words.js';

/** A crate to scan. */
export interface Root {
  /** Path of the root file, forward slashes. */
  readonly path: string;
  /** True when the file is known to be a crate root (lib.rs, tests/x.rs …); false for a file looked at by itself. */
  readonly certain: boolean;
  readonly externs: Externs;
  /** Cargo features that are always on: a test under another is compiled out when nobody asks. */
  readonly features: ReadonlySet<string>;
  /** It is only read to follow paths into it; what it does is not reported. */
  readonly context?: boolean;
  /** Edition 2015: paths of `use` start at the crate root. */
  readonly edition2015?: boolean;
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

/**
 * Scans some crates that belong together (targets of one package): pure but for the reader. `others` are files that no root may
 * reach; each that none did is then scanned as a crate of its own, with the options of `otherwise`.
 */
export const scanRoots = (
  roots: readonly Root[],
  reader: SourceReader,
  workspace: Workspace = createWorkspace(),
  others: readonly string[] = [],
  otherwise: Omit<Root, 'path'> = { certain: false, externs: new Map(), features: new Set() },
): ScanOutcome => {
  const links: Links = { modules: new Map(), files: new Map() };
  const crates: Crate[] = [];
  const reported = new Set<Crate>();
  for (const root of roots) {
    if (root.context === true) continue;
    const crate = readCrate(root.path, root, reader, workspace, links);
    crates.push(crate);
    reported.add(crate);
  }
  const reached = new Set(crates.flatMap(({ units }) => units.map(({ path }) => path)));
  for (const path of others) {
    if (reached.has(path)) continue;
    const crate = readCrate(path, otherwise, reader, workspace, links);
    crates.push(crate);
    reported.add(crate);
    for (const unit of crate.units) reached.add(unit.path);
  }
  for (const root of roots)
    if (root.context === true && isMentioned(root, roots, workspace))
      crates.push(readCrate(root.path, root, reader, workspace, links));
  const tables = lineTables();
  const files = new Map<string, { path: string; source: Uint8Array }>();
  const findings: Finding[] = [];
  for (const { units, gaps } of reported) {
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
  for (const raw of findKernelTcp(crates, reported, links, workspace))
    findings.push(wordKernelTcp(tables, raw));
  for (const crate of reported)
    for (const skip of findSilentSkips(crate, workspace)) findings.push(wordSkip(tables, skip));
  return { files: [...files.values()], findings: orderFindings(findings) };
};

/** Some crate knows the context crate by a name that occurs in the sources read so far. */
const isMentioned = (context: Root, roots: readonly Root[], { names }: Workspace): boolean =>
  roots.some(({ externs }) =>
    [...externs].some(([name, { root }]) => root === context.path && names.find(name) !== -1),
  );
