import { posix } from 'node:path';
import { walkSources } from '../../lib/files/rust-tree.js';
import { isDirectory, isFile } from '../../lib/files/stat.js';
import { isOutOfScope } from './out-of-scope.js';

/** Files that are scanned together because they may use one another. */
export interface Group {
  /** Directory of their Cargo.toml; the directory asked for when there is none. */
  readonly directory: string;
  readonly hasManifest: boolean;
  /** Absolute paths, sorted. */
  readonly files: readonly string[];
  /** Only these are crate roots, and nothing else of the package is looked at. */
  readonly rootsOnly: boolean;
}

/** What the paths of a scan stand for. */
export interface Discovery {
  readonly groups: readonly Group[];
  /** Files left out because their business is kernel TCP (SPEC R6). */
  readonly outOfScope: readonly string[];
  /** Paths that are not there, or directories that cannot be read. */
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
}

const manifestAbove = (directory: string): string | undefined => {
  for (let at = directory; ; at = posix.dirname(at)) {
    if (isFile(posix.join(at, 'Cargo.toml'))) return at;
    if (at === posix.dirname(at)) return undefined;
  }
};

/** Sorts what is found under some absolute paths into groups, one a package. */
export const discover = (paths: readonly string[]): Discovery => {
  const byDirectory = new Map<string, { hasManifest: boolean; rootsOnly: boolean; files: Set<string> }>();
  const outOfScope: string[] = [];
  const missing: { path: string; reason: string }[] = [];
  const add = (directory: string, hasManifest: boolean, rootsOnly: boolean, file: string): void => {
    if (isOutOfScope(file)) {
      outOfScope.push(file);
      return;
    }
    const key = rootsOnly ? `${directory}\0roots` : directory;
    const known = byDirectory.get(key);
    if (known === undefined) byDirectory.set(key, { hasManifest, rootsOnly, files: new Set([file]) });
    else known.files.add(file);
  };
  for (const path of paths) {
    if (isFile(path)) {
      const directory = posix.dirname(path);
      const manifest = manifestAbove(directory);
      add(manifest ?? directory, manifest !== undefined, true, path);
    } else if (isDirectory(path)) {
      const tree = walkSources(path, '.rs', 'Cargo.toml');
      const above = manifestAbove(posix.dirname(path));
      const owners = new Map<string, { directory: string; hasManifest: boolean }>();
      const ownerOf = (directory: string): { directory: string; hasManifest: boolean } => {
        const known = owners.get(directory);
        if (known !== undefined) return known;
        let owner;
        if (tree.marked.has(directory)) owner = { directory, hasManifest: true };
        else if (directory === path)
          owner =
            above === undefined ? { directory, hasManifest: false } : { directory: above, hasManifest: true };
        else {
          owner = ownerOf(posix.dirname(directory));
          if (!owner.hasManifest && owner.directory === path) owner = { directory, hasManifest: false };
        }
        owners.set(directory, owner);
        return owner;
      };
      for (const file of tree.files) {
        const owner = ownerOf(posix.dirname(file));
        add(owner.directory, owner.hasManifest, false, file);
      }
      for (const { path: directory, code } of tree.unreadable)
        missing.push({ path: directory, reason: code });
    } else missing.push({ path, reason: 'ENOENT' });
  }
  return {
    groups: [...byDirectory].map(([key, { hasManifest, rootsOnly, files }]) => ({
      directory: key.replace(/\0roots$/, ''),
      hasManifest,
      rootsOnly,
      files: [...files].sort(),
    })),
    outOfScope: outOfScope.sort(),
    missing,
  };
};
