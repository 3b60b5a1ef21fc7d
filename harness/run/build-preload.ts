import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { mkdirp } from '../../lib/files/tree.js';
import { run } from '../../lib/proc/run.js';

const LIMIT_MS = 60_000;
const SOURCES = ['eal.c', 'arguments.c', 'observer.c'];

/** Compiles the library that is preloaded into test processes (lib/native/preload) into a folder and gives its path. */
export const buildPreload = async (directory: string): Promise<Result<string, Cause>> => {
  const folder = join(packageRoot, 'lib', 'native', 'preload');
  const target = join(directory, 'preload.so');
  await mkdirp(directory);
  const compiled = await run(
    'cc',
    [
      ...['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-fvisibility=hidden'],
      ...['-o', target, ...SOURCES.map((source) => join(folder, source)), '-ldl'],
    ],
    { timeoutMs: LIMIT_MS },
  );
  if (compiled.exitCode === 0) return ok(target);
  return err({
    id: 'preload-failed',
    seen: `cc did not compile ${folder}: ${compiled.stderr.trim().slice(-500) || (compiled.startError ?? 'no reason given')}`,
    expected: 'a C compiler that builds a shared library',
    fix: 'check that gcc and libc6-dev are installed whole',
  });
};
