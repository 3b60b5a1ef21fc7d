import { join } from 'node:path';
import { writeText } from '../../lib/files/text.js';
import { runTestProcess, type ProcessReport } from '../run/test-process.js';
import { mostThreads } from './limits.js';
import type { ReadableCopy } from './readable.js';
import { hiddenDirectories, NOBODY } from './unprivileged.js';

/** A program of a foreign crate, or one that runs its code (cargo), without any right: no root, no network, nothing to write but its own. */
export interface SealedJob {
  /** Path of the launcher. */
  readonly laneExec: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Directories it may write. */
  readonly writable: readonly string[];
  /** Files and directories it must see, wherever they are. */
  readonly visible: readonly string[];
  /** Files to be seen in the place of others. */
  readonly mounts?: readonly ReadableCopy[];
  readonly cores: readonly number[];
  /** Folder for its specification and output. */
  readonly directory: string;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** How it ended, and where its output is. */
export interface SealedEnd {
  readonly report: ProcessReport;
  readonly stdout: string;
  readonly stderr: string;
}

/** Bytes of each output stream that are kept; a build's messages are read from there. */
const OUTPUT_BYTES = 256 << 20;
const TAIL_BYTES = 1 << 20;

/** Runs it by the launcher, as nobody. Its whole tree is gone when this resolves. */
export const runSealed = async (job: SealedJob): Promise<SealedEnd> => {
  const [spec, stdout, stderr] = ['spec.json', 'stdout', 'stderr'].map((name) =>
    join(job.directory, name),
  ) as [string, string, string];
  await writeText(
    spec,
    JSON.stringify({
      netns: null,
      offline: true,
      user: NOBODY,
      mounts: job.mounts ?? [],
      cwd: job.cwd,
      argv: job.argv,
      env: job.environment,
      stdout,
      stderr,
      mostThreads: mostThreads(job.cores.length),
      outputHeadBytes: OUTPUT_BYTES,
      outputTailBytes: TAIL_BYTES,
      cores: job.cores,
      seal: {
        writable: job.writable,
        visible: job.visible,
        hidden: hiddenDirectories([...job.writable, ...job.visible]),
      },
      strace: null,
    }),
  );
  const report = await runTestProcess({
    laneExec: job.laneExec,
    spec,
    limitMs: job.limitMs,
    signal: job.signal,
  });
  return { report, stdout, stderr };
};
