import { dirname } from 'node:path';
import { z } from 'zod';
import type { CargoEnd } from '../../lib/cargo/cargo-process.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { contained } from '../../lib/proc/contained.js';
import { run } from '../../lib/proc/run.js';

/** What is fetched, and how. */
export interface FetchRequest {
  readonly cargo: string;
  /** Manifest whose dependencies are wanted, those of its tests among them. */
  readonly manifest: string;
  /** Platform they are wanted for, as rustc names it; undefined: for every one. */
  readonly platform: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Given cargo's words when they cannot be had. */
  readonly onStatus: (line: string) => void;
}

const metadataSchema = z.object({
  packages: z.array(z.object({ manifest_path: z.string(), source: z.string().nullable() })),
});

/** The platform rustc builds for here, as it names it; undefined when it does not say. */
export const hostPlatform = async (): Promise<string | undefined> => {
  const rustc = await run('rustc', ['-vV'], { cwd: '/' });
  return /^host: (\S+)$/m.exec(rustc.stdout)?.[1];
};

/**
 * Gets every crate a build needs, with the network and as the user whose cargo this is; gives their folders, or cargo's end when they cannot
 * be had. Nothing of the crate is run for that, and its own cargo configuration is not read: cargo is started outside of it. `cargo metadata`
 * downloads what `cargo fetch` does, and tells where it is.
 */
export const fetchCrates = async (
  request: FetchRequest,
): Promise<Result<readonly string[], Pick<CargoEnd, 'end' | 'exit'>>> => {
  const { cargo, manifest, platform, timeoutMs, signal, onStatus } = request;
  const filter = platform === undefined ? [] : ['--filter-platform', platform];
  const args = ['metadata', '--color=never', '--format-version', '1', '--manifest-path', manifest, ...filter];
  const command = contained({ file: cargo, args });
  const fetched = await run(command.file, command.args, { cwd: '/', timeoutMs, signal, maxOutput: 1 << 28 });
  if (fetched.exitCode !== 0) {
    for (const line of fetched.stderr.split('\n')) onStatus(line);
    return err({
      end: signal.aborted ? 'cancelled' : fetched.timedOut ? 'timeout' : 'finished',
      exit: { exitCode: fetched.exitCode, signal: fetched.signal, startError: fetched.startError },
    });
  }
  const { packages } = metadataSchema.parse(JSON.parse(fetched.stdout));
  const folders = packages
    .filter(({ source }) => source !== null)
    .map(({ manifest_path: path }) => dirname(path));
  return ok([...new Set(folders)]);
};
