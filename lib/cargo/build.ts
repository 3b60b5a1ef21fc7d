import type { Cause } from '../core/cause.js';
import { BuildLog, type BuildWarning, type TargetFailure } from './build-log.js';
import type { ChildExit } from '../proc/start.js';
import { runCargo } from './cargo-process.js';
import { explainFailure } from './failure.js';

/** What to build. */
export interface BuildRequest {
  /** Path of cargo. */
  readonly cargo: string;
  /** Folder of the workspace or crate; cargo runs in it. */
  readonly directory: string;
  readonly targetDirectory: string;
  /** Go on with what does not depend on a target that fails (cargo's `--keep-going`). */
  readonly keepGoing?: boolean;
  /** Which targets: `['--tests']`, `['--bins', '--release']`, … */
  readonly targets: readonly string[];
  /** Packages of the workspace; all when empty. */
  readonly packages: readonly string[];
  /** Cargo configuration files to obey beside those cargo finds by itself. */
  readonly configs: readonly string[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Called for each crate cargo begins to compile and for each it is done with. */
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** One step of a build. */
export interface BuildProgress {
  /** Crates done so far, those that were up to date included. */
  readonly done: number;
  /** Crates that had to be compiled so far. */
  readonly compiled: number;
  /** Name of the crate this step is about. */
  readonly crate: string;
}

/** A linked program. */
export interface Executable {
  /** Absolute path of the manifest of the package it belongs to. */
  readonly manifest: string;
  readonly target: string;
  /** `test`, `bin`, `lib` (its unit tests), … */
  readonly kind: string;
  readonly path: string;
}

/** How a build ended. */
export interface BuildOutcome {
  readonly success: boolean;
  readonly durationMs: number;
  /** Crates that had to be compiled: 0 for a warm build. */
  readonly compiled: number;
  /** By path. */
  readonly executables: readonly Executable[];
  readonly warnings: readonly BuildWarning[];
  /** Targets that do not compile. */
  readonly failures: readonly TargetFailure[];
  /** Compiler errors as rustc renders them, else the tail of cargo's own output. */
  readonly errors: readonly string[];
  /** Why it failed; absent on success and when it was cancelled. */
  readonly cause?: Cause;
  readonly cancelled: boolean;
}

/** Arguments of cargo for a build whose messages {@link BuildLog} reads. */
export const buildArguments = (
  request: Pick<BuildRequest, 'targets' | 'packages' | 'configs' | 'keepGoing'>,
): readonly string[] => [
  'build',
  '--message-format=json',
  '--color=never',
  ...(request.keepGoing === true ? ['--keep-going'] : []),
  ...request.targets,
  ...request.packages.flatMap((name) => ['--package', name]),
  ...request.configs.flatMap((path) => ['--config', path]),
];

/** How a build ended, from its log and the end of cargo. */
export const concludeBuild = (
  log: BuildLog,
  end: {
    readonly kind: 'finished' | 'timeout' | 'cancelled';
    readonly exit: ChildExit;
    readonly timeoutMs: number;
    readonly durationMs: number;
  },
): BuildOutcome => {
  const success = end.kind === 'finished' && end.exit.exitCode === 0;
  const limit = end.kind === 'timeout' ? end.timeoutMs : undefined;
  return {
    success,
    durationMs: Math.round(end.durationMs),
    compiled: log.compiled,
    executables: log.executables.toSorted((a, b) => a.path.localeCompare(b.path)),
    warnings: log.warnings,
    failures: log.failures,
    errors: success ? [] : log.errors(),
    cancelled: end.kind === 'cancelled',
    ...(success || end.kind === 'cancelled' ? {} : { cause: explainFailure(limit, end.exit, log) }),
  };
};

/** Runs `cargo build` with JSON messages, read as they come; memory does not grow with what is built or printed. */
export const build = async (request: BuildRequest): Promise<BuildOutcome> => {
  const log = new BuildLog();
  const tell = (crate: string | undefined): void => {
    if (crate !== undefined) request.onProgress?.({ done: log.done, compiled: log.compiled, crate });
  };
  const { exit, end, durationMs } = await runCargo({
    cargo: request.cargo,
    directory: request.directory,
    targetDirectory: request.targetDirectory,
    args: buildArguments(request),
    timeoutMs: request.timeoutMs,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    onMessage: (line) => {
      tell(log.takeMessage(line));
    },
    onStatus: (line) => {
      tell(log.takeStatus(line));
    },
  });
  return concludeBuild(log, { kind: end, exit, timeoutMs: request.timeoutMs, durationMs });
};
