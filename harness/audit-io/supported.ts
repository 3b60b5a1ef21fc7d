import { join, relative, resolve, sep } from 'node:path';
import type { BuildOutcome } from '../../lib/cargo/build.js';
import { readBytes, writeText } from '../../lib/files/text.js';
import { listTree, remove } from '../../lib/files/tree.js';
import { placeOf, prune, type CompileError, type Pruned } from '../audit/prune.js';

/** A copy of the suites' crates from which what a subject does not support can be cut out. */
export interface SuiteCopy {
  /** Folder of the copy. */
  readonly directory: string;
  /** What was cut out so far: functions by file, relative to the copy. */
  readonly pruned: Map<string, Pruned[]>;
}

const MOST_ROUNDS = 20;

/** Copies the suites' crates. */
export const copySuites = async (suites: string, directory: string): Promise<SuiteCopy> => {
  await remove(directory);
  const names = await listTree(
    suites,
    (name) => /\.(rs|toml)$/.test(name) && !name.split(sep).includes('target'),
  );
  for (const name of names) await writeText(join(directory, name), await readBytes(join(suites, name)));
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
