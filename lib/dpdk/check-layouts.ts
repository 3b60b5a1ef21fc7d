import { join } from 'node:path';
import { withTempDirectory } from '../files/temp.js';
import { writeText } from '../files/text.js';
import { run } from '../proc/run.js';
import { layoutProgram, readDisagreements, type Layout } from './layouts.js';

const LIMIT_MS = 60_000;

/**
 * Holds layouts against the installed headers by asking the C compiler; nothing of it is run. Gives the disagreements in words, or
 * undefined when the compiler or the headers cannot be used.
 */
export const checkLayouts = (layouts: readonly Layout[]): Promise<readonly string[] | undefined> =>
  withTempDirectory('layouts', async (directory) => {
    const flags = await run('pkg-config', ['--cflags', 'libdpdk'], { timeoutMs: LIMIT_MS });
    if (flags.exitCode !== 0) return undefined;
    const source = join(directory, 'layouts.c');
    await writeText(source, layoutProgram(layouts));
    const args = flags.stdout.split(/\s+/).filter((flag) => flag !== '');
    const compiled = await run('cc', [...args, '-w', '-fsyntax-only', '-fmax-errors=0', source], {
      env: { LC_ALL: 'C' },
      timeoutMs: LIMIT_MS,
      maxOutput: 1 << 24,
    });
    if (compiled.startError !== undefined || compiled.timedOut) return undefined;
    return compiled.exitCode === 0 ? [] : readDisagreements(compiled.stderr);
  });
