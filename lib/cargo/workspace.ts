import { dirname, join, resolve } from 'node:path';
import { stringify } from 'smol-toml';
import type { Cause } from '../core/cause.js';
import { ok, type Result } from '../core/result.js';
import { isFile } from '../files/stat.js';
import { readToml } from '../files/structured.js';
import { readText, writeText } from '../files/text.js';
import { bindDependencies, bindManifest, type BindOptions, type SubjectBinding } from './bind-manifest.js';
import { readCrate, type CrateSource } from './crate-source.js';
import { asTable, asText, asTexts, mapValues, type Table } from './toml.js';

/** What a generated workspace is made of. */
export interface WorkspaceRequest {
  /** Absolute folder to write to; nothing else is ever written. */
  readonly directory: string;
  /**
   * Absolute folders of the suites' crates. Crates that they reach by `path`, and the other members of the workspace they live in, become
   * members too: so the lock file does not depend on which of them are asked for.
   */
  readonly crates: readonly string[];
  readonly subject: SubjectBinding;
  /** The `[profile]` table of the generated workspace. */
  readonly profile: Table;
  /** A lock file to start from when the workspace has none yet. */
  readonly seedLock?: string;
}

/** A written workspace. */
export interface Workspace {
  readonly directory: string;
  /** Package names by the absolute folder of the crate they stand for. */
  readonly packages: ReadonlyMap<string, string>;
}

const pathDependencies = (crate: CrateSource): readonly string[] => {
  const paths: string[] = [];
  const collect = (value: unknown, name: string): unknown => {
    const path = name === 'tokio' ? undefined : asText(asTable(value)?.['path']);
    if (path !== undefined) paths.push(resolve(crate.directory, path));
    return value;
  };
  const visit = (table: Table): void => {
    mapValues(table, (value, key) => {
      if (key.endsWith('dependencies')) mapValues(asTable(value) ?? {}, collect);
      if (key === 'target')
        mapValues(asTable(value) ?? {}, (inner) => {
          visit(asTable(inner) ?? {});
        });
      return value;
    });
  };
  visit(crate.manifest);
  return paths;
};

/** The crates and, through their path dependencies, those that take part in `tokio` with them. */
const readAll = async (directories: readonly string[]): Promise<Result<readonly CrateSource[], Cause>> => {
  const crates = new Map<string, CrateSource>();
  const open = [...directories];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (crates.has(next)) continue;
    const crate = await readCrate(next);
    if (!crate.ok) return crate;
    crates.set(next, crate.value);
    open.push(...pathDependencies(crate.value));
  }
  return ok([...crates.values()]);
};

/** The `[workspace]` table the crates live in: tables that members may inherit (`edition.workspace = true`), and the members. */
const inherited = async (crates: readonly string[]): Promise<{ table: Table; directory: string }> => {
  for (const crate of crates) {
    for (let folder = crate; folder !== dirname(folder); folder = dirname(folder)) {
      const path = join(folder, 'Cargo.toml');
      const manifest = isFile(path) ? await readToml(path) : undefined;
      const workspace = manifest?.ok === true ? asTable(asTable(manifest.value)?.['workspace']) : undefined;
      if (workspace !== undefined) return { table: workspace, directory: folder };
    }
  }
  return { table: {}, directory: '/' };
};

/** Writes only what differs: cargo rebuilds by modification time. */
const writeChanged = async (path: string, content: string): Promise<void> => {
  const old = await readText(path);
  if (!old.ok || old.value !== content) await writeText(path, content);
};

/**
 * Writes a workspace in which every suite depends on the subject. Neither the subject nor a suite is touched.
 * Throws the system's error when the folder cannot be written.
 */
export const writeWorkspace = async (request: WorkspaceRequest): Promise<Result<Workspace, Cause>> => {
  const { table, directory } = await inherited(request.crates);
  const siblings = asTexts(table['members']).map((member) => resolve(directory, member));
  const crates = await readAll([...request.crates, ...siblings]);
  if (!crates.ok) return crates;
  const members = new Map(crates.value.map((crate) => [crate.directory, crate.name]));
  const options = (crate: Pick<CrateSource, 'directory' | 'files'>): BindOptions => ({
    source: crate.directory,
    files: crate.files,
    subject: request.subject,
    generatedFor: (directory) => {
      const name = members.get(directory);
      return name === undefined ? undefined : join(request.directory, name);
    },
  });
  const none = { lib: false, main: false, buildScript: false, tests: [], bins: [] };
  const shared = bindDependencies(table, options({ directory, files: none }));
  const root = {
    workspace: {
      resolver: '2',
      ...Object.fromEntries(
        ['package', 'dependencies', 'lints', 'resolver'].flatMap((key) =>
          shared[key] === undefined ? [] : [[key, shared[key]]],
        ),
      ),
      members: [...members.values()].sort(),
    },
    profile: request.profile,
  };
  await writeChanged(join(request.directory, 'Cargo.toml'), stringify(root));
  for (const crate of crates.value)
    await writeChanged(
      join(request.directory, crate.name, 'Cargo.toml'),
      stringify(bindManifest(crate.manifest, options(crate))),
    );
  const lock = join(request.directory, 'Cargo.lock');
  if (request.seedLock !== undefined && !isFile(lock)) {
    const seed = await readText(request.seedLock);
    if (seed.ok) await writeText(lock, seed.value);
  }
  return ok({ directory: request.directory, packages: members });
};
