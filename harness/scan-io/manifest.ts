import { posix } from 'node:path';
import { parse } from 'smol-toml';
import { asTable, asTables, asText, asTexts, type Table } from '../../lib/cargo/toml.js';
import { readTextNow } from '../../lib/files/text.js';
import type { Externs } from '../scan/source.js';

/** What Cargo.toml tells the scan about one package. Paths are absolute. */
export interface PackageSources {
  readonly directory: string;
  /** Root file of the library. */
  readonly library: string;
  /** Root files named in the manifest (`[[test]] path = …`). */
  readonly targets: readonly string[];
  readonly externs: Externs;
  /** Library roots of path dependencies: read only when named. */
  readonly context: readonly string[];
  /** Features that are on when `default`, `full` and `dpdk` are, as far as it has them. */
  readonly features: ReadonlySet<string>;
  readonly edition2015: boolean;
  /** Features the manifest declares. */
  readonly declaredFeatures: readonly string[];
  /** Manifests this was read from. */
  readonly manifests: readonly string[];
}

/** Crates the rules know by name: their sources are never followed, whoever provides them. */
const KNOWN: ReadonlySet<string> = new Set([
  'tokio',
  'std',
  'core',
  'mio',
  'socket2',
  'libc',
  'nix',
  'rustix',
]);
const TARGETS = ['bin', 'test', 'bench', 'example'] as const;
const DEPENDENCIES = ['dependencies', 'dev-dependencies', 'build-dependencies'] as const;

const readManifest = (path: string): Table | undefined => {
  const text = readTextNow(path);
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};

const crateName = (name: string): string => name.replaceAll('-', '_');

const libraryOf = (manifest: Table, directory: string): { readonly name: string; readonly root: string } => {
  const lib = asTable(manifest['lib']);
  const name = asText(lib?.['name']) ?? asText(asTable(manifest['package'])?.['name']) ?? '';
  return { name: crateName(name), root: posix.join(directory, asText(lib?.['path']) ?? 'src/lib.rs') };
};

/** All dependency tables of a manifest, those of targets included. */
const dependencyTables = (manifest: Table): readonly Table[] =>
  [
    manifest,
    ...Object.values(asTable(manifest['target']) ?? {}).map((value) => asTable(value) ?? {}),
  ].flatMap((holder) => DEPENDENCIES.map((kind) => asTable(holder[kind]) ?? {}));

const workspaceOf = (directory: string): { readonly path: string; readonly table: Table } | undefined => {
  for (let at = directory; ; at = posix.dirname(at)) {
    const path = posix.join(at, 'Cargo.toml');
    const table = asTable(readManifest(path)?.['workspace']);
    if (table !== undefined) return { path, table };
    if (at === posix.dirname(at)) return undefined;
  }
};

const closure = (features: Table, wanted: readonly string[]): ReadonlySet<string> => {
  const on = new Set<string>();
  const work = [...wanted];
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    if (on.has(name)) continue;
    on.add(name);
    work.push(...asTexts(features[name]));
  }
  return on;
};

/** Reads the manifest of the package in a directory; undefined when there is none with `[package]`. */
export const readPackage = (directory: string): PackageSources | undefined => {
  const path = posix.join(directory, 'Cargo.toml');
  const manifest = readManifest(path);
  const packageTable = asTable(manifest?.['package']);
  if (manifest === undefined || packageTable === undefined) return undefined;
  const library = libraryOf(manifest, directory);
  const externs = new Map<string, { crate?: string; root?: string }>();
  const context: string[] = [];
  const inherits =
    typeof packageTable['edition'] === 'object' ||
    dependencyTables(manifest).some((table) => JSON.stringify(table).includes('"workspace":true'));
  const workspace = inherits ? workspaceOf(directory) : undefined;
  const shared = asTable(workspace?.table['dependencies']) ?? {};
  for (const table of dependencyTables(manifest))
    for (const [key, value] of Object.entries(table)) {
      const own = asTable(value) ?? {};
      const source = own['workspace'] === true ? (asTable(shared[key]) ?? {}) : own;
      const base =
        own['workspace'] === true && workspace !== undefined ? posix.dirname(workspace.path) : directory;
      const real = crateName(asText(source['package']) ?? key);
      const local = asText(source['path']);
      if (local !== undefined && !KNOWN.has(real)) {
        const root = libraryRoot(posix.join(base, local));
        externs.set(crateName(key), { root });
        context.push(root);
      } else if (real !== crateName(key)) externs.set(crateName(key), { crate: real });
    }
  if (library.name !== '')
    externs.set(library.name, KNOWN.has(library.name) ? { crate: library.name } : { root: library.root });
  const build = asText(packageTable['build']);
  return {
    directory,
    library: library.root,
    targets: [
      ...TARGETS.flatMap((kind) => asTables(manifest[kind]).map((target) => asText(target['path']))),
      build,
    ].flatMap((target) => (target === undefined ? [] : [posix.join(directory, target)])),
    externs,
    context: context.filter((root) => root !== library.root),
    features: closure(asTable(manifest['features']) ?? {}, ['default', 'full', 'dpdk']),
    edition2015: (packageTable['edition'] ?? '2015') === '2015',
    declaredFeatures: Object.keys(asTable(manifest['features']) ?? {}),
    manifests: [path, ...(workspace === undefined ? [] : [workspace.path])],
  };
};

const libraryRoot = (directory: string): string =>
  libraryOf(readManifest(posix.join(directory, 'Cargo.toml')) ?? {}, directory).root;
