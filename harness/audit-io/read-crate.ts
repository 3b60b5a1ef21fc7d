import { join, relative } from 'node:path';
import type { CrateFacts } from '../../lib/cargo/metadata.js';
import { checkLayouts } from '../../lib/dpdk/check-layouts.js';
import { oldestRelease, parseLayouts } from '../../lib/dpdk/layouts.js';
import { walkSources } from '../../lib/files/rust-tree.js';
import { readBytes, readText } from '../../lib/files/text.js';
import { isBindings, isForOtherSystem } from '../audit/bindings.js';
import { findClaims } from '../audit/claims.js';
import { configUse } from '../audit/config-use.js';
import type { Sources } from '../audit/source.js';
import { AUDITED_FILES } from '../audit/test-files.js';
import { declaredTypes } from '../audit/types.js';
import type { CrateFactsRecord } from '../record/subject.js';

/** A dependency to be taken from elsewhere, as `--patch NAME=PATH` says it; the path is absolute. */
export interface Patch {
  readonly name: string;
  readonly path: string;
}

const readSources = async (root: string, folder: string): Promise<Sources> => {
  const { files } = walkSources(folder, '.rs', 'Cargo.toml');
  return new Map(
    await Promise.all(files.map(async (path) => [relative(root, path), await readBytes(path)] as const)),
  );
};

const readBindings = async (library: Sources): Promise<CrateFactsRecord['bindings']> => {
  const texts = [...library].map(([file, source]) => [file, Buffer.from(source).toString('utf8')] as const);
  const kept = texts.filter(([file, text]) => isBindings(text) && !isForOtherSystem(file, texts));
  return Promise.all(
    kept.map(async ([file, text]) => {
      const layouts = parseLayouts(text);
      const disagreements = layouts.length === 0 ? undefined : await checkLayouts(layouts);
      const madeFor = oldestRelease(layouts);
      return {
        file,
        structures: layouts.length,
        ...(madeFor === undefined ? {} : { madeFor }),
        disagreements: [...(disagreements ?? [])],
        checked: disagreements !== undefined,
      };
    }),
  );
};

const readDocuments = async (root: string): Promise<ReadonlyMap<string, string>> => {
  const { files } = walkSources(root, '.md', 'Cargo.toml');
  const texts = await Promise.all(
    files.map(async (path) => [relative(root, path), await readText(path)] as const),
  );
  return new Map(texts.flatMap(([path, text]) => (text.ok ? [[path, text.value] as const] : [])));
};

/** Finds out about a crate by looking at it: nothing of it is built or run, and nothing is written. */
export const readCrateFacts = async (
  crate: CrateFacts,
  features: readonly string[],
  patches: readonly Patch[],
): Promise<CrateFactsRecord> => {
  const { workspace } = crate;
  const { directory, features: known } = crate.package;
  const library = await readSources(workspace, join(directory, 'src'));
  const bindings = readBindings(library); // the compiler works on it meanwhile
  bindings.catch(() => undefined); // awaited below
  const inWorkspace = (path: string): string => relative(workspace, path);
  const dependencies = crate.dependencies.map((dependency) => {
    const patch = patches.find(({ name, path }) => name === dependency.name && path === dependency.source);
    return {
      ...dependency,
      of: inWorkspace(dependency.of),
      ...(patch === undefined ? {} : { patched: patch.path }),
    };
  });
  const claims = findClaims(await readDocuments(workspace));
  return {
    directory,
    workspace,
    features: { known: [...known], chosen: [...features] },
    types: declaredTypes(library),
    config: configUse(library),
    bindings: await bindings,
    testFiles: AUDITED_FILES.map(({ suite, name }) => {
      const path = crate.tests.find((test) => test.name === name)?.path;
      return { suite, name, ...(path === undefined ? {} : { path: inWorkspace(path) }) };
    }),
    dependencies,
    claims: [...claims],
  };
};
