import { join, relative, resolve, sep } from 'node:path';
import type { BuildOutcome } from '../../lib/cargo/build.js';
import { readBytes, readText, writeText } from '../../lib/files/text.js';
import { listTree, mkdirp, remove } from '../../lib/files/tree.js';
import { placeOf, prune, type CompileError, type Pruned } from '../audit/prune.js';

/** A copy of the suites' crates from which what a subject does not support can be cut out. */
export interface SuiteCopy {
  /** Folder of the copy. */
  readonly directory: string;
  /** What was cut out so far: functions by file, relative to the copy. */
  readonly pruned: Map<string, Pruned[]>;
}

const MOST_ROUNDS = 20;

/** Files of a folder that are copied; what cargo builds there is not. */
const isCopied = (name: string): boolean => /\.(rs|toml)$/.test(name) && !name.split(sep).includes('target');

/** Copies the suites' crates. A file that is there already with the same content stays: cargo rebuilds by modification time. */
export const copySuites = async (suites: string, directory: string): Promise<SuiteCopy> => {
  const names = await listTree(suites, isCopied);
  await mkdirp(directory);
  for (const name of await listTree(directory))
    if (!names.includes(name)) await remove(join(directory, name));
  for (const name of names) {
    const [wanted, there] = [await readBytes(join(suites, name)), await readText(join(directory, name))];
    if (!there.ok || there.value !== wanted.toString('utf8')) await writeText(join(directory, name), wanted);
  }
  return { directory, pruned: new Map() };
};

const errorsByFile = (
  copy: SuiteCopy,
  workspace: string,
  errors: readonly string[],
): ReadonlyMap<string, readonly CompileError[]> => {
  const found = new Map<string, CompileError[]>();
  for (const rendered of errors) {
    const place = placeOf(rendered);
    if (place === undefined) continue;
    const file = relative(copy.directory, resolve(workspace, place.file));
    if (!file.startsWith('..')) found.set(file, [...(found.get(file) ?? []), place]);
  }
  return found;
};

/** Cuts out what the errors are in; true when that was anything. */
const pruneRound = async (
  copy: SuiteCopy,
  workspace: string,
  errors: readonly string[],
): Promise<boolean> => {
  let changed = false;
  for (const [file, places] of errorsByFile(copy, workspace, errors)) {
    const path = join(copy.directory, file);
    const before = await readBytes(path);
    const { source, functions } = prune(before, places);
    if (Buffer.compare(before, Buffer.from(source)) === 0) continue;
    changed = true;
    await writeText(path, source);
    copy.pruned.set(file, [...(copy.pruned.get(file) ?? []), ...functions]);
  }
  return changed;
};

/**
 * Builds again and again, each time without the functions of the suites that did not compile, until the rest does or nothing more can be
 * cut out. `build` builds once; paths in its errors are relative to `workspace`.
 */
export const buildSupported = async (
  copy: SuiteCopy,
  workspace: string,
  build: () => Promise<BuildOutcome>,
): Promise<BuildOutcome> => {
  const began = performance.now();
  for (let round = 1; ; round++) {
    const outcome = await build();
    const over = outcome.success || outcome.cancelled || round === MOST_ROUNDS;
    if (over || !(await pruneRound(copy, workspace, outcome.errors)))
      return { ...outcome, durationMs: Math.round(performance.now() - began) };
  }
};
