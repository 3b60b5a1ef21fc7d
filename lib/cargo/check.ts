import type { Cause } from '../core/cause.js';
import { BuildLog } from './build-log.js';
import { runCargo, type CargoCall, type CargoRunner } from './cargo-process.js';
import { explainFailure } from './failure.js';
import { parseCargoMessage, type CargoMessage } from './messages.js';

/** A compiler message as `cargo check` gave it. */
export type Diagnostic = Extract<CargoMessage, { kind: 'diagnostic' }>;

/** What {@link cargoCheck} is told. */
export type CheckRequest = Pick<
  CargoCall,
  'cargo' | 'directory' | 'targetDirectory' | 'env' | 'timeoutMs' | 'signal' | 'background'
> & {
  /** Which packages and targets, e.g. `['--package', 'NAME']`, and further flags. */
  readonly what: readonly string[];
  /** Runs cargo; default {@link runCargo}. */
  readonly runner?: CargoRunner;
};

/** A library target that was checked through. */
export interface CheckedLibrary {
  readonly target: string;
  /** Cargo's id of its package. */
  readonly packageId: string;
}

/** How a check ended. */
export interface CheckOutcome {
  readonly success: boolean;
  readonly cancelled: boolean;
  readonly durationMs: number;
  /** Errors and warnings in the order they came, the closing summaries left out; of fetched packages errors only. */
  readonly diagnostics: readonly Diagnostic[];
  /** Target names of the crates that were checked through, of packages that lie on this machine's disk. */
  readonly passed: readonly string[];
  /** The library targets that were checked through, by the manifest of their package. */
  readonly libraries: ReadonlyMap<string, CheckedLibrary>;
  /** Manifests of the packages that are not from a registry, absolute. */
  readonly localManifests: readonly string[];
  /** The compiler itself reported an error: the code is wrong. Else cargo did not come so far. */
  readonly compilerErrors: boolean;
  /** Why it failed; absent on success and when it was cancelled. */
  readonly cause?: Cause;
}

/** More than any crate can be mended for at once; memory must have a bound. */
const MAX_DIAGNOSTICS = 20_000;

const SUMMARY = /^(?:aborting due to|\d+ warnings? emitted|could not compile)/;

/** A package cargo fetched, by where cargo keeps those. */
const isFetched = (manifest: string): boolean => /\/(?:registry\/src|git\/checkouts)\//.test(manifest);

/** Runs `cargo SUBCOMMAND` (default `check`) with JSON messages and keeps the compiler's own words. Never rejects. */
export const cargoCheck = async (request: CheckRequest, subcommand = 'check'): Promise<CheckOutcome> => {
  const log = new BuildLog();
  const diagnostics: Diagnostic[] = [];
  const passed = new Set<string>();
  const manifests = new Set<string>();
  const libraries = new Map<string, CheckedLibrary>();
  const { what, runner = runCargo, ...call } = request;
  const { exit, end, durationMs } = await runner({
    ...call,
    args: [subcommand, '--message-format=json', '--color=never', ...what],
    onMessage: (line) => {
      log.takeMessage(line);
      const message = parseCargoMessage(line);
      if (message === undefined || message.kind === 'finished') return;
      const fetched = isFetched(message.manifest);
      // Warnings of fetched packages are capped by cargo; an error of one is an error of the check.
      if (fetched && !(message.kind === 'diagnostic' && message.level === 'error')) return;
      if (!fetched) manifests.add(message.manifest);
      if (message.kind === 'artifact') {
        passed.add(message.target);
        if (message.targetKind.some((kind) => kind.endsWith('lib')))
          libraries.set(message.manifest, { target: message.target, packageId: message.packageId });
      } else if (
        message.level !== 'note' &&
        !SUMMARY.test(message.message) &&
        diagnostics.length < MAX_DIAGNOSTICS
      )
        diagnostics.push(message);
    },
    onStatus: (line) => {
      log.takeStatus(line);
    },
  });
  const success = end === 'finished' && exit.exitCode === 0;
  return {
    success,
    cancelled: end === 'cancelled',
    durationMs,
    diagnostics,
    passed: [...passed],
    libraries,
    localManifests: [...manifests].sort(),
    compilerErrors: diagnostics.some(({ level }) => level === 'error'),
    ...(success || end === 'cancelled'
      ? {}
      : { cause: explainFailure(end === 'timeout' ? request.timeoutMs : undefined, exit, log) }),
  };
};
