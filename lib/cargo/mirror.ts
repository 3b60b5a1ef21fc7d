import { dirname, join, relative } from 'node:path';
import { stringify } from 'smol-toml';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
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
  /** Dependencies of the package to be taken from other folders. */
  readonly patches: readonly { readonly name: string; readonly path: string }[];
}

/** A crate as cargo is shown it. */
export interface Mirror {
  readonly workspace: string;
  readonly package: string;
}

/** Names in a workspace that cargo writes, or that are nobody's source. */
const LEFT_OUT: readonly string[] = ['Cargo.lock', 'target', '.git'];
const DEPENDENCY_TABLES = /^(dev-|build-)?dependencies$/;

/** The manifest with some of its dependencies taken from other folders; everything else they ask for (features, optional) stays. */
export const patchManifest = (manifest: Table, patches: MirrorRequest['patches']): Table =>
  mapValues(manifest, (value, key) => {
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

/** Links every entry of a folder but those named. */
const linkEntries = async (from: string, to: string, but: readonly string[]): Promise<void> => {
  await mkdirp(to);
  for (const name of await listDir(from))
    if (!but.includes(name)) await link(join(from, name), join(to, name));
};

const keptLock = async (at: string, own: string): Promise<string | undefined> => {
  const lock = await readText(exists(own) ? own : at);
  return lock.ok ? lock.value : undefined;
};

/**
 * Makes a folder of links that looks to cargo like the crate's workspace, so that a lock file and patched manifests can be written beside
 * its sources without touching them. The lock file of the crate is copied; one that an earlier mirror got stays, where the crate has none.
 */
export const writeMirror = async (request: MirrorRequest): Promise<Result<Mirror, Cause>> => {
  const { workspace, directory, patches } = request;
  // The same depth as the original, so that "../NAME" of a manifest leads to the same place of the mirror.
  const shown = (path: string): string => join(directory, relative('/', path));
  const root = shown(workspace);
  const lock = await keptLock(join(root, 'Cargo.lock'), join(workspace, 'Cargo.lock'));
  await remove(directory);
  for (const folder of new Set(request.outside)) {
    if (!exists(folder)) continue;
    await mkdirp(dirname(shown(folder)));
    await link(folder, shown(folder));
  }
  const patched = patches.length > 0;
  // Folders of its own down to the package: cargo run in a link to a folder would find itself where the link leads.
  const open: string[] = [];
  for (let at = request.package; at !== workspace; at = dirname(at)) open.unshift(at);
  for (const [index, folder] of [workspace, ...open].entries()) {
    const next = open[index];
    const last = next === undefined;
    const but = last ? [] : [relative(folder, next)];
    await linkEntries(folder, shown(folder), [
      ...but,
      ...(folder === workspace ? LEFT_OUT : []),
      ...(last && patched ? ['Cargo.toml'] : []),
    ]);
  }
  if (patched) {
    const path = join(request.package, 'Cargo.toml');
    const manifest = await readToml(path);
    if (!manifest.ok)
      return err({
        id: 'subject-manifest',
        seen: manifest.error.message,
        expected: 'a manifest that can be read',
        fix: `mend ${path}`,
      });
    const text = stringify(patchManifest(asTable(manifest.value) ?? {}, patches));
    await writeText(join(shown(request.package), 'Cargo.toml'), text);
  }
  if (lock !== undefined) await writeText(join(root, 'Cargo.lock'), lock);
  return ok({ workspace: root, package: shown(request.package) });
};
