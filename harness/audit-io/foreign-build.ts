import { sep } from 'node:path';
import { BuildLog } from '../../lib/cargo/build-log.js';
import { buildArguments, concludeBuild, type BuildOutcome } from '../../lib/cargo/build.js';
import { isFile, resolveLinks } from '../../lib/files/stat.js';
import { runForeignCargo, targetOf, type ForeignBuilds, type ForeignCall } from './foreign-cargo.js';

/** One build. */
export interface ForeignBuild extends Pick<ForeignCall, 'name' | 'manifestDirectory' | 'workspace'> {
  readonly targets: readonly string[];
  readonly packages: readonly string[];
  readonly configs: readonly string[];
}

/** Programs that really are where the build may write: a message of foreign code could name any file. */
const ownPrograms = async (
  executables: BuildOutcome['executables'],
  targetDirectory: string,
): Promise<BuildOutcome['executables']> => {
  const real = await Promise.all(executables.map(({ path }) => resolveLinks(path)));
  return executables.filter((_, index) => {
    const path = real[index] ?? '';
    return path.startsWith(targetDirectory + sep) && isFile(path);
  });
};

/** Builds something of a foreign crate without any right. Never rejects for what the crate does. */
export const buildForeign = async (builds: ForeignBuilds, build: ForeignBuild): Promise<BuildOutcome> => {
  const { name, manifestDirectory, workspace } = build;
  const log = new BuildLog();
  const { end, exit, durationMs } = await runForeignCargo(builds, {
    name,
    manifestDirectory,
    workspace,
    args: buildArguments({ ...build, keepGoing: true }),
    onMessage: (line) => log.takeMessage(line),
    onStatus: (line) => log.takeStatus(line),
  });
  const outcome = concludeBuild(log, { kind: end, exit, timeoutMs: builds.timeoutMs, durationMs });
  return { ...outcome, executables: await ownPrograms(outcome.executables, targetOf(builds)) };
};
