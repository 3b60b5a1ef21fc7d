import { readdirSync } from 'node:fs';
import { isSystemError } from './problem.js';

/** What a walk over a directory found. Paths are absolute when the root is. */
export interface SourceTree {
  /** Files whose name ends in the wanted extension, by directory, in name order. */
  readonly files: readonly string[];
  /** Directories that hold a file of the marker's name (`Cargo.toml`). */
  readonly marked: ReadonlySet<string>;
  /** Directories that could not be read, with the system's error name. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
}

/** Walks a directory synchronously. Links to directories are not followed; `.git` and build output (`target` beside a marker) are left out. */
export const walkSources = (root: string, extension: string, marker: string): SourceTree => {
  const files: string[] = [];
  const marked = new Set<string>();
  const unreadable: { path: string; code: string }[] = [];
  const work = [root];
  for (let directory = work.pop(); directory !== undefined; directory = work.pop()) {
    try {
      const entries = readdirSync(directory, { withFileTypes: true });
      const hasMarker = entries.some((entry) => entry.name === marker);
      if (hasMarker) marked.add(directory);
      for (const entry of entries) {
        const path = directory === '/' ? `/${entry.name}` : `${directory}/${entry.name}`;
        if (entry.isDirectory()) {
          if (entry.name !== '.git' && !(hasMarker && entry.name === 'target')) work.push(path);
        } else if (entry.name.endsWith(extension)) files.push(path);
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      unreadable.push({ path: directory, code: error.code ?? 'EUNKNOWN' });
    }
  }
  return { files: files.sort(), marked, unreadable };
};

/** Every file below a directory, whatever its name, with the same folders left out. Sorted. */
export const walkFiles = (root: string): readonly string[] => walkSources(root, '', 'Cargo.toml').files;
