import { join, sep } from 'node:path';
import { BuildLog } from '../../lib/cargo/build-log.js';
import { buildArguments, concludeBuild, type BuildOutcome } from '../../lib/cargo/build.js';
import { readLines } from '../../lib/files/open.js';
import { resolveLinks } from '../../lib/files/stat.js';
import { giveTo, mkdirp } from '../../lib/files/tree.js';
import { contained } from '../../lib/proc/contained.js';
import { run } from '../../lib/proc/run.js';
import type { ProcessEnd } from '../run/test-process.js';
import { readableCopies } from './readable.js';
import { runSealed } from './sealed-job.js';
import { buildEnvironment, cargoHomes, NOBODY } from './unprivileged.js';

/** What every build of a foreign crate in a run shares. */
export interface ForeignBuilds {
  readonly laneExec: string;
  readonly cargo: string;
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

/** One build. */
export interface ForeignBuild {
  /** Name of its folder for logs. */
  readonly name: string;
  /** Folder cargo runs in, with the manifest. */
  readonly manifestDirectory: string;
  /** Folder of the workspace that is in, whose lock file is made here. */
  readonly workspace: string;
  readonly targets: readonly string[];
  readonly packages: readonly string[];
  readonly configs: readonly string[];
}

const LIMIT_KILL = 'SIGKILL';

/** cargo's end as {@link concludeBuild} wants it. */
const asExit = (end: ProcessEnd): Parameters<typeof concludeBuild>[1]['exit'] => ({
  exitCode: end.kind === 'exited' ? end.code : undefined,
  signal:
    end.kind === 'signaled'
      ? end.signal
      : end.kind === 'timeout' || end.kind === 'cancelled'
        ? LIMIT_KILL
        : undefined,
  startError: end.kind === 'not-started' ? end.reason : undefined,
});

/** The platform rustc builds for here, as it names it. */
const hostPlatform = async (): Promise<string | undefined> => {
  const rustc = await run('rustc', ['-vV'], { cwd: '/' });
  return /^host: (\S+)$/m.exec(rustc.stdout)?.[1];
};

/**
 * Gets every crate the build needs, with the network and as the user whose cargo this is. Nothing of the crate is run for that, and its
 * own cargo configuration is not read: cargo is started outside of it. Gives the failed build when it cannot be had.
 */
const fetch = async (
  builds: ForeignBuilds,
  { manifestDirectory }: ForeignBuild,
  host: string | undefined,
): Promise<BuildOutcome | undefined> => {
  const began = performance.now();
  const command = contained({
    file: builds.cargo,
    args: [
      'fetch',
      '--color=never',
      '--manifest-path',
      join(manifestDirectory, 'Cargo.toml'),
      ...(host === undefined ? [] : ['--target', host]),
    ],
  });
  const fetched = await run(command.file, command.args, {
    cwd: '/',
    timeoutMs: builds.timeoutMs,
    signal: builds.signal,
  });
  if (fetched.exitCode === 0) return undefined;
  const log = new BuildLog();
  for (const line of fetched.stderr.split('\n')) log.takeStatus(line);
  return concludeBuild(log, {
    kind: builds.signal.aborted ? 'cancelled' : fetched.timedOut ? 'timeout' : 'finished',
    exit: { exitCode: fetched.exitCode, signal: fetched.signal, startError: fetched.startError },
    timeoutMs: builds.timeoutMs,
    durationMs: performance.now() - began,
  });
};

/** Programs that really are where the build may write: a message of foreign code could name any file. */
const ownPrograms = async (
  executables: BuildOutcome['executables'],
  targetDirectory: string,
): Promise<BuildOutcome['executables']> => {
  const real = await Promise.all(executables.map(({ path }) => resolveLinks(path)));
  return executables.filter((_, index) => real[index]?.startsWith(targetDirectory + sep) === true);
};

/** Folder cargo writes what it builds of the crate to. */
export const targetOf = ({ directory }: ForeignBuilds): string => join(directory, 'target');

/** Builds something of a foreign crate as nobody, without network; what it needs is fetched before. Never rejects for what the crate does. */
export const buildForeign = async (builds: ForeignBuilds, build: ForeignBuild): Promise<BuildOutcome> => {
  const began = performance.now();
  const targetDirectory = targetOf(builds);
  await mkdirp(join(targetDirectory, 'home'));
  for (const folder of [targetDirectory, join(targetDirectory, 'home')]) await giveTo(folder, NOBODY);
  const host = await hostPlatform();
  const failed = await fetch(builds, build, host);
  if (failed !== undefined) return failed;
  const homes = cargoHomes(builds.env);
  const manifest = join(build.manifestDirectory, 'Cargo.toml');
  const mounts = await readableCopies(builds.cargo, manifest, host, join(builds.directory, 'readable'));
  const { report, stdout, stderr } = await runSealed({
    laneExec: builds.laneExec,
    argv: [builds.cargo, ...buildArguments({ ...build, keepGoing: true }), '--offline'],
    cwd: build.manifestDirectory,
    environment: buildEnvironment(builds.env, targetDirectory),
    writable: [targetDirectory],
    visible: [build.workspace, ...builds.visible, homes.cargo, homes.rustup],
    mounts,
    cores: builds.cores,
    directory: join(builds.directory, 'logs', build.name),
    limitMs: builds.timeoutMs,
    signal: builds.signal,
  });
  const log = new BuildLog();
  for await (const line of readLines(stdout)) log.takeMessage(line);
  for await (const line of readLines(stderr)) log.takeStatus(line);
  const { end } = report;
  const outcome = concludeBuild(log, {
    kind: end.kind === 'timeout' ? 'timeout' : end.kind === 'cancelled' ? 'cancelled' : 'finished',
    exit: asExit(end),
    timeoutMs: builds.timeoutMs,
    durationMs: performance.now() - began,
  });
  return { ...outcome, executables: await ownPrograms(outcome.executables, targetDirectory) };
};
