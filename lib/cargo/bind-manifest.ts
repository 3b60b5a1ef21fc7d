import { join, resolve } from 'node:path';
import { asTable, asTables, asText, asTexts, mapValues, without, type Table } from './toml.js';

/** The crate that takes the place of `tokio`. */
export interface SubjectBinding {
  /** Name of the package in its own manifest; the suites call it `tokio` whatever it is named. */
  readonly package: string;
  /** Absolute path of the folder that holds its manifest. */
  readonly directory: string;
  /** Features switched on for it. */
  readonly features: readonly string[];
  /** Features it declares: what a suite asks for beyond them is left out. */
  readonly knownFeatures: readonly string[];
}

/** Rust source files of a crate that cargo would find by itself, relative to the crate's folder. */
export interface CrateFiles {
  readonly lib: boolean;
  readonly main: boolean;
  readonly buildScript: boolean;
  /** Integration test targets: name and file. */
  readonly tests: readonly { readonly name: string; readonly path: string }[];
  readonly bins: readonly { readonly name: string; readonly path: string }[];
}

/** What {@link bindManifest} needs to know beside the manifest. */
export interface BindOptions {
  /** Absolute path of the crate's own folder. */
  readonly source: string;
  readonly files: CrateFiles;
  readonly subject: SubjectBinding;
  /** Generated folder that stands for a crate of ours, by the crate's absolute path; undefined for any other crate. */
  readonly generatedFor: (directory: string) => string | undefined;
}

const DEPENDENCY_TABLES = ['dependencies', 'dev-dependencies', 'build-dependencies'];

const bindDependency = (name: string, value: unknown, options: BindOptions): unknown => {
  const table = asTable(value);
  if (name === 'tokio') {
    const asked = asTexts(table?.['features']).filter((f) => options.subject.knownFeatures.includes(f));
    return {
      package: options.subject.package,
      path: options.subject.directory,
      features: [...new Set([...options.subject.features, ...asked])].sort(),
    };
  }
  const path = asText(table?.['path']);
  if (table === undefined || path === undefined) return value;
  const absolute = resolve(options.source, path);
  return { ...table, path: options.generatedFor(absolute) ?? absolute };
};

/** Swaps `tokio` for the subject and makes paths absolute in every dependency table of a manifest or of a `[workspace]`. */
export const bindDependencies = (manifest: Table, options: BindOptions): Table =>
  mapValues(manifest, (value, key) => {
    const table = asTable(value);
    if (table === undefined) return value;
    if (DEPENDENCY_TABLES.includes(key))
      return mapValues(table, (dependency, name) => bindDependency(name, dependency, options));
    if (key === 'target') return mapValues(table, (inner) => bindDependencies(asTable(inner) ?? {}, options));
    return value;
  });

const targets = (
  listed: readonly Table[],
  found: CrateFiles['tests'],
  folder: string,
  source: string,
): readonly Table[] => {
  const named = listed.map((target): Table => {
    const name = asText(target['name']) ?? '';
    const known = found.find((file) => file.name === name)?.path ?? join(folder, `${name}.rs`);
    return { ...target, path: resolve(source, asText(target['path']) ?? known) };
  });
  const paths = named.map((target) => target['path']);
  const rest = found
    .map((file): Table => ({ name: file.name, path: resolve(source, file.path) }))
    .filter((target) => !paths.includes(target['path']));
  return [...named, ...rest];
};

/**
 * The manifest of a suite's crate as it stands in the generated workspace: `tokio` is the subject, every path is absolute, and every
 * target is written out, because cargo would look for `tests/*.rs` beside the generated manifest. The original is left as it is.
 */
export const bindManifest = (manifest: Table, options: BindOptions): Table => {
  const { source, files } = options;
  const packageTable = asTable(manifest['package']) ?? {};
  const auto = (key: string): boolean => packageTable[key] !== false;
  const name = asText(packageTable['name']) ?? '';
  const tests = targets(asTables(manifest['test']), auto('autotests') ? files.tests : [], 'tests', source);
  const main = files.main && auto('autobins') ? [{ name, path: 'src/main.rs' }] : [];
  const bins = targets(
    asTables(manifest['bin']),
    auto('autobins') ? [...main, ...files.bins] : [],
    'src/bin',
    source,
  );
  const lib = asTable(manifest['lib']) ?? (files.lib ? {} : undefined);
  const build = asText(packageTable['build']) ?? (files.buildScript ? 'build.rs' : undefined);
  const bound = bindDependencies(
    without(manifest, 'workspace', 'patch', 'replace', 'profile', 'test', 'bin', 'lib', 'bench', 'example'),
    options,
  );
  return {
    ...bound,
    package: {
      ...without(packageTable, 'workspace', 'readme', 'license-file'),
      publish: false,
      autotests: false,
      autobins: false,
      autoexamples: false,
      autobenches: false,
      ...(build === undefined ? {} : { build: resolve(source, build) }),
    },
    ...(lib === undefined
      ? {}
      : { lib: { ...lib, path: resolve(source, asText(lib['path']) ?? 'src/lib.rs') } }),
    ...(tests.length === 0 ? {} : { test: tests }),
    ...(bins.length === 0 ? {} : { bin: bins }),
  };
};

/** Names of test targets that do without libtest (`harness = false`): the harness cannot tell what those ran. */
export const customHarnesses = (manifest: Table): readonly string[] =>
  asTables(manifest['test'])
    .filter((target) => target['harness'] === false)
    .map((target) => asText(target['name']) ?? '(unnamed)');
