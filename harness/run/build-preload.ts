import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { fingerprintTree } from '../../lib/files/fingerprint.js';
import { sha256 } from '../../lib/files/hash.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { exists } from '../../lib/files/stat.js';
import { mkdirp, move } from '../../lib/files/tree.js';
import { run } from '../../lib/proc/run.js';

const LIMIT_MS = 60_000;
const SOURCES = ['eal.c', 'arguments.c', 'observer.c'];
const FLAGS = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-fvisibility=hidden'];

/** A library of this name is made of these files in this way. */
const nameOf = async (folder: string): Promise<string> => {
  const { sha256: files } = await fingerprintTree(folder, []);
  return `preload-${sha256(`${files} ${FLAGS.join(' ')}`).slice(0, 16)}.so`;
};

/**
 * Compiles the library that is preloaded into test processes (lib/native/preload) into a folder, unless it is there already, and gives
 * its path.
 */
export const buildPreload = async (directory: string): Promise<Result<string, Cause>> => {
  const folder = join(packageRoot, 'lib', 'native', 'preload');
  const target = join(directory, await nameOf(folder));
  if (exists(target)) return ok(target);
  await mkdirp(directory);
  const unfinished = `${target}.${String(process.pid)}`;
  const compiled = await run(
    'cc',
    [...FLAGS, '-o', unfinished, ...SOURCES.map((source) => join(folder, source)), '-ldl'],
    { timeoutMs: LIMIT_MS },
  );
  if (compiled.exitCode === 0) {
    await move(unfinished, target);
    return ok(target);
  }
  return err({
    id: 'preload-failed',
    seen: `cc did not compile ${folder}: ${compiled.stderr.trim().slice(-500) || (compiled.startError ?? 'no reason given')}`,
    expected: 'a C compiler that builds a shared library',
    fix: 'check that gcc and libc6-dev are installed whole',
  });
};
