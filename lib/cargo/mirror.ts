import { dirname, join, relative } from 'node:path';
import { stringify } from 'smol-toml';
import { walkSources } from '../files/rust-tree.js';
import { listDir, link, mkdirp, remove } from '../files/tree.js';
import { readToml } from '../files/structured.js';
import { exists } from '../files/stat.js';
import { readText, writeText } from '../files/text.js';
import { asTable, mapValues, without, type Table } from './toml.js';

/** What a mirror is made of. All paths are absolute. */
export interface MirrorRequest {
  /** Folder of the crate's workspace. */
  readonly workspace: string;
  /** Folder of its package, in the workspace. */
  readonly package: string;
  /** Folder to write to; nothing else is ever written. It is emptied first. */
  readonly directory: string;
  /** Folders of dependencies that lie outside of the workspace. */
  readonly outside: readonly string[];
  /** Dependencies of the workspace's packages to be taken from other folders. */
  readonly patches: readonly { readonly name: string; readonly path: string }[];
}

/** A crate as cargo is shown it. */
export interface Mirror {
  /** Folder that stands for `/`: a path in it is that of the original behind it. */
  readonly root: string;
  readonly workspace: string;
  readonly package: string;
}

/** Names in a workspace that cargo writes, or that are nobody's source. */
const LEFT_OUT: readonly string[] = ['Cargo.lock', 'target', '.git'];
const DEPENDENCY_TABLES = /^(dev-|build-)?dependencies$/;

/** The manifest with some of its dependencies taken from other folders; everything else they ask for (features, optional) stays. */
export const patchManifest = (manifest: Table, patches: MirrorRequest['patches']): Table =>
  mapValues(manifest, (value, key) => {
    if (key === 'workspace') return patchManifest(asTable(value) ?? {}, patches);
    if (key === 'target')
      return mapValues(asTable(value) ?? {}, (inner) => patchManifest(asTable(inner) ?? {}, patches));
    if (!DEPENDENCY_TABLES.test(key)) return value;
    return mapValues(asTable(value) ?? {}, (dependency, name) => {
      const table = asTable(dependency) ?? {};
      const patch = patches.find((one) => one.name === (table['package'] ?? name));
      if (patch === undefined) return dependency;
      return {
        ...without(table, 'version', 'git', 'branch', 'tag', 'rev', 'registry', 'workspace'),
        path: patch.path,
      };
    });
  });

/** Manifests of a workspace that a patch changes, with what they are to hold, by path. */
const patchedManifests = async ({
  workspace,
  patches,
}: MirrorRequest): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  if (patches.length === 0) return found;
  for (const path of walkSources(workspace, 'Cargo.toml', 'Cargo.toml').files) {
    const manifest = await readToml(path);
    const table = manifest.ok ? asTable(manifest.value) : undefined;
    if (table === undefined) continue; // cargo says what is wrong with it, should it be a member
    const patched = stringify(patchManifest(table, patches));
    if (patched !== stringify(table)) found.set(path, patched);
  }
  return found;
};

const keptLock = async (at: string, own: string): Promise<string | undefined> => {
  const lock = await readText(exists(own) ? own : at);
  return lock.ok ? lock.value : undefined;
};

/** Folders that cannot be mere links: those on the way from the workspace to a file that is written, or to where cargo is run. */
const openFolders = (workspace: string, inside: readonly string[]): ReadonlySet<string> => {
  const open = new Set([workspace]);
  for (const path of inside)
    for (let at = path; at.startsWith(`${workspace}/`); at = dirname(at)) open.add(at);
  return open;
};

/**
 * Makes a folder of links that looks to cargo like the crate's workspace, so that a lock file and patched manifests can be written beside
 * its sources without touching them. The lock file of the crate is copied; one that an earlier mirror got stays, where the crate has none.
 */
export const writeMirror = async (request: MirrorRequest): Promise<Mirror> => {
  const { workspace, directory } = request;
  // The same depth as the original, so that "../NAME" of a manifest leads to the same place of the mirror.
  const shown = (path: string): string => join(directory, relative('/', path));
  const shownWorkspace = shown(workspace);
  const lock = await keptLock(join(shownWorkspace, 'Cargo.lock'), join(workspace, 'Cargo.lock'));
  const manifests = await patchedManifests(request);
  // Cargo run in a link to a folder would find itself where the link leads, so the package's own folder is none.
  const open = openFolders(workspace, [request.package, ...[...manifests.keys()].map(dirname)]);
  await remove(directory);
  for (const folder of new Set(request.outside)) {
    if (!exists(folder)) continue;
    await mkdirp(dirname(shown(folder)));
    await link(folder, shown(folder));
  }
  for (const folder of open) {
    await mkdirp(shown(folder));
    for (const name of await listDir(folder)) {
      const path = join(folder, name);
      const leftOut = folder === workspace && LEFT_OUT.includes(name);
      if (!leftOut && !open.has(path) && !manifests.has(path)) await link(path, shown(path));
    }
  }
  for (const [path, text] of manifests) await writeText(shown(path), text);
  if (lock !== undefined) await writeText(join(shownWorkspace, 'Cargo.lock'), lock);
  return { root: directory, workspace: shownWorkspace, package: shown(request.package) };
};
