import { join } from 'node:path';
import type { CargoEnd } from '../../lib/cargo/cargo-process.js';
import { readLines } from '../../lib/files/open.js';
import { giveTo, mkdirp } from '../../lib/files/tree.js';
import type { ProcessEnd } from '../run/test-process.js';
import { fetchCrates } from './fetch-crates.js';
import { readableCopies } from './readable.js';
import { runSealed } from './sealed-job.js';
import { buildEnvironment, cargoHomes, NOBODY } from './unprivileged.js';

/** What every call of cargo on a foreign crate in a run shares. */
export interface ForeignBuilds {
  readonly laneExec: string;
  readonly cargo: string;
  /** The platform it builds for, as rustc names it; undefined when that is not known. */
  readonly platform: string | undefined;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cores: readonly number[];
  /** Folder of everything that is built of the crate. */
  readonly directory: string;
  /** What cargo must read beside the workspace it builds: the crate, its dependencies, our suites. */
  readonly visible: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** One call of cargo. */
export interface ForeignCall {
  /** Name of its folder for logs. */
  readonly name: string;
  /** Folder cargo runs in, with the manifest. */
  readonly manifestDirectory: string;
  /** Folder of the workspace that is in, whose lock file is made here. */
  readonly workspace: string;
  readonly args: readonly string[];
  /** Variables beside those every such build has. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onMessage: (line: string) => void;
  readonly onStatus: (line: string) => void;
}

const LIMIT_KILL = 'SIGKILL';

const asExit = (end: ProcessEnd): CargoEnd['exit'] => ({
  exitCode: end.kind === 'exited' ? end.code : undefined,
  signal:
    end.kind === 'signaled'
      ? end.signal
      : end.kind === 'timeout' || end.kind === 'cancelled'
        ? LIMIT_KILL
        : undefined,
  startError: end.kind === 'not-started' ? end.reason : undefined,
});

/** Folder cargo writes what it builds of the crate to. */
export const targetOf = ({ directory }: Pick<ForeignBuilds, 'directory'>): string =>
  join(directory, 'target');

/** Runs cargo on something of a foreign crate as nobody, without network; what it needs is fetched before. Never rejects for what the crate does. */
export const runForeignCargo = async (builds: ForeignBuilds, call: ForeignCall): Promise<CargoEnd> => {
  const began = performance.now();
  const since = (): number => Math.round(performance.now() - began);
  const targetDirectory = targetOf(builds);
  await mkdirp(join(targetDirectory, 'home'));
  for (const folder of [targetDirectory, join(targetDirectory, 'home')]) await giveTo(folder, NOBODY);
  const fetched = await fetchCrates({
    cargo: builds.cargo,
    manifest: join(call.manifestDirectory, 'Cargo.toml'),
    platform: builds.platform,
    timeoutMs: builds.timeoutMs,
    signal: builds.signal,
    onStatus: call.onStatus,
  });
  if (!fetched.ok) return { ...fetched.error, durationMs: since() };
  const homes = cargoHomes(builds.env);
  const mounts = await readableCopies(fetched.value, join(builds.directory, 'readable'));
  const { report, stdout, stderr } = await runSealed({
    laneExec: builds.laneExec,
    argv: [builds.cargo, '--offline', ...call.args],
    cwd: call.manifestDirectory,
    environment: { ...buildEnvironment(builds.env, targetDirectory), ...call.env },
    writable: [targetDirectory],
    visible: [call.workspace, ...builds.visible, homes.cargo, homes.rustup],
    mounts,
    cores: builds.cores,
    directory: join(builds.directory, 'logs', call.name),
    limitMs: builds.timeoutMs,
    signal: builds.signal,
  });
  for await (const line of readLines(stdout)) call.onMessage(line);
  for await (const line of readLines(stderr)) call.onStatus(line);
  const { crowd, end } = report;
  if (crowd !== undefined)
    call.onStatus(`the build had ${String(crowd)} threads, more than it may, and was killed`);
  return {
    end: end.kind === 'timeout' || end.kind === 'cancelled' ? end.kind : 'finished',
    exit: asExit(end),
    durationMs: since(),
  };
};
