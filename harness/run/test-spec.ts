import type { Limits } from '../audit-io/limits.js';
import type { TestFiles } from './test-files.js';
import type { TestSeal } from './test-seal.js';

/** Bytes kept from the beginning of a stream of a test; the middle of longer ones is dropped and counted. */
const OUTPUT_HEAD_BYTES = 4 << 20;
/** Bytes kept from its end, which holds libtest's result. */
const OUTPUT_TAIL_BYTES = 1 << 20;

/** Where and how a test process runs. */
export interface TestSurroundings {
  /** Handle of the network namespace; undefined: the harness's own (only where no lab is needed). */
  readonly namespace?: string;
  readonly mounts: readonly {
    readonly source: string;
    readonly target: string;
    readonly readonly: boolean;
  }[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly cores: readonly number[];
  /** Undefined: it may change everything root may (only where no lab is needed). */
  readonly seal?: TestSeal;
  /** Undefined: none. */
  readonly limits?: Limits;
  /** Abstract address at which the launcher hears of EAL's life from the preloaded library; undefined: nowhere. */
  readonly observer?: string;
  /** Trace its system calls for evidence E2. */
  readonly trace: boolean;
  /** Everything is made, but the test begins only when its launcher is told to. */
  readonly held: boolean;
}

/**
 * The specification `lane-exec` reads (lib/native/src/exec/spec.rs) for one test alone in its process. libtest is told to write its
 * report to a file of its own (`--logfile`), because with `--nocapture` the test prints to the same stream as libtest and can print anything.
 */
export const testSpec = (
  executable: string,
  name: string,
  files: TestFiles,
  where: TestSurroundings,
): Record<string, unknown> => ({
  netns: where.namespace ?? null,
  mounts: where.mounts,
  cwd: where.cwd,
  argv: [executable, '--exact', name, '--nocapture', '--test-threads=1', '--logfile', files.report],
  env: where.environment,
  stdout: files.stdout,
  stderr: files.stderr,
  outputHeadBytes: OUTPUT_HEAD_BYTES,
  outputTailBytes: OUTPUT_TAIL_BYTES,
  cores: where.cores,
  seal: where.seal ?? null,
  dataBytes: where.limits?.dataBytes ?? null,
  mostThreads: where.limits?.threads ?? null,
  observer: where.observer ?? null,
  held: where.held,
  strace: where.trace ? { path: 'strace', output: files.strace } : null,
});
