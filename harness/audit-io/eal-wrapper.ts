import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { mkdirp } from '../../lib/files/tree.js';
import { run } from '../../lib/proc/run.js';

const LIMIT_MS = 60_000;

/** Compiles the wrapper of `rte_eal_init` (lib/native/preload/eal-args.c) into a folder and gives its path. */
export const buildEalWrapper = async (directory: string): Promise<Result<string, Cause>> => {
  const source = join(packageRoot, 'lib', 'native', 'preload', 'eal-args.c');
  const target = join(directory, 'eal-args.so');
  await mkdirp(directory);
  const compiled = await run('cc', ['-std=gnu11', '-O2', '-shared', '-fPIC', '-o', target, source, '-ldl'], {
    timeoutMs: LIMIT_MS,
  });
  if (compiled.exitCode === 0) return ok(target);
  return err({
    id: 'eal-wrapper-failed',
    seen: `cc did not compile ${source}: ${compiled.stderr.trim().slice(-500) || (compiled.startError ?? 'no reason given')}`,
    expected: 'a C compiler that builds a shared library',
    fix: 'check that gcc and libc6-dev are installed whole',
  });
};
