import { join } from 'node:path';
import { attempt } from '../../lib/files/problem.js';
import { writeAtomic } from '../../lib/files/atomic.js';
import { sha256 } from '../../lib/files/hash.js';
import { stampNow } from '../../lib/files/source.js';
import { readTextNow } from '../../lib/files/text.js';
import type { Group } from './discover.js';
import type { GroupResult } from './group.js';

/** Raised when rules, findings or this file's form change. The program's own files count as well: see {@link programStamp}. */
const CACHE_VERSION = 1;

/** What is remembered of one group. `digest` is over the stamps of everything the result was made from. */
interface Entry extends GroupResult {
  readonly digest: string;
}

/** Results of an earlier scan of the same paths, and what is found now. */
export interface Cache {
  /** The remembered result, when nothing it was made from has changed. */
  recall(group: Group): GroupResult | undefined;
  remember(group: Group, result: GroupResult): void;
  /** Writes what is new. A cache that cannot be written costs time, nothing else. */
  save(): Promise<void>;
}

const keyOf = (group: Group): string =>
  `${group.directory}\0${group.rootsOnly ? group.files.join('\0') : ''}`;

/**
 * Digest over path and stamp of each file of the group and of each path its result depends on. A stamp holds device, inode,
 * size and both change times in nanoseconds, so an edit that keeps size and modification time still changes it.
 */
const digestOf = (group: Group, dependencies: readonly string[]): string =>
  sha256(
    [...group.files, ...dependencies].map((path) => `${path}\0${stampNow(path) ?? 'absent'}`).join('\n'),
  );

/**
 * Opens the cache of one set of paths. `program` stamps the program's own files, so results of other rules are never
 * recalled. A file that cannot be read, or is of another version, is an empty cache.
 */
export const openCache = (directory: string, paths: readonly string[], program: string): Cache => {
  const version = sha256(`${String(CACHE_VERSION)}\0${program}`);
  const path = join(directory, `scan-${sha256(paths.join('\0')).slice(0, 32)}.json`);
  const entries = new Map<string, Entry>(readEntries(path, version));
  let changed = false;
  return {
    recall: (group) => {
      const entry = entries.get(keyOf(group));
      if (entry === undefined) return undefined;
      return digestOf(group, entry.dependencies) === entry.digest ? entry : undefined;
    },
    remember: (group, result) => {
      changed = true;
      entries.set(keyOf(group), { ...result, digest: digestOf(group, result.dependencies) });
    },
    save: async () => {
      if (!changed) return;
      const content = JSON.stringify({ version, entries: [...entries] });
      await attempt('write', path, () => writeAtomic(path, content, 0o600));
    },
  };
};

const readEntries = (path: string, version: string): readonly (readonly [string, Entry])[] => {
  const text = readTextNow(path);
  if (text === undefined) return [];
  try {
    const stored = JSON.parse(text) as { version?: unknown; entries?: unknown };
    return stored.version === version && Array.isArray(stored.entries)
      ? (stored.entries as [string, Entry][])
      : [];
  } catch {
    return [];
  }
};
