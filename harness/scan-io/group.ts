import { posix } from 'node:path';
import { isFile } from '../../lib/files/stat.js';
import type { Workspace } from '../scan/crate.js';
import type { Finding } from '../scan/finding.js';
import { DEFAULT_FEATURES } from '../scan/index.js';
import { scanRoots, type Root } from '../scan/scan.js';
import type { SourceReader } from '../scan/source.js';
import type { Group } from './discover.js';
import { readPackage, type PackageSources } from './manifest.js';

/** Result of one group. */
export interface GroupResult {
  readonly findings: readonly Finding[];
  /** Files that were looked at. */
  readonly files: readonly string[];
  /** Bytes of source that were looked at. */
  readonly bytes: number;
  /** Paths beyond the group's own files that the result depends on. */
  readonly dependencies: readonly string[];
}

const ROOT =
  /^(src\/(lib|main)|src\/bin\/[^/]+|src\/bin\/[^/]+\/main|(tests|benches|examples)\/[^/]+|(tests|benches|examples)\/[^/]+\/main|build)\.rs$/;

/** Depth first, `mod.rs` before its neighbours: a file that declares others comes before them. */
const byDepth = (a: string, b: string): number =>
  a.split('/').length - b.split('/').length ||
  Number(posix.basename(b) === 'mod.rs') - Number(posix.basename(a) === 'mod.rs') ||
  (a < b ? -1 : 1);

/** Where cargo would start compiling the group's package. */
const rootsOf = (group: Group, sources: PackageSources | undefined): readonly string[] => {
  const named = new Set([...(sources?.targets ?? []), ...(sources === undefined ? [] : [sources.library])]);
  return group.files.filter(
    (file) => named.has(file) || (group.hasManifest && ROOT.test(posix.relative(group.directory, file))),
  );
};

/** Scans one group with a reader. */
export const scanGroup = (group: Group, reader: SourceReader, workspace: Workspace): GroupResult => {
  const sources = group.hasManifest ? readPackage(group.directory) : undefined;
  const options = {
    externs: sources?.externs ?? new Map(),
    features: sources?.features ?? DEFAULT_FEATURES,
    edition2015: sources?.edition2015 ?? false,
  };
  const certain = new Set(rootsOf(group, sources));
  const own = group.files.filter((file) => certain.has(file));
  const roots: Root[] = own.map((path) => ({ path, certain: true, ...options }));
  const followed = [...(sources === undefined ? [] : [sources.library]), ...(sources?.context ?? [])];
  for (const path of new Set(followed))
    if (!certain.has(path) && isFile(path)) roots.push({ path, certain: true, context: true, ...options });
  const touched = new Set<string>(sources?.manifests ?? []);
  const listed = new Set(group.files);
  const watching: SourceReader = {
    read: (path) => {
      if (!listed.has(path)) touched.add(path);
      return reader.read(path);
    },
    exists: (path) => {
      if (listed.has(path)) return true;
      touched.add(path);
      return reader.exists(path);
    },
  };
  for (const path of followed) touched.add(path);
  if (!group.hasManifest) touched.add(posix.join(group.directory, 'Cargo.toml'));
  const others = group.files.filter((file) => !certain.has(file)).sort(byDepth);
  const outcome = scanRoots(roots, watching, workspace, others, { certain: false, ...options });
  return {
    findings: outcome.findings,
    files: outcome.files.map(({ path }) => path),
    bytes: outcome.files.reduce((sum, { source }) => sum + source.length, 0),
    dependencies: [...touched].sort(),
  };
};
