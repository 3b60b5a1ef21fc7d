import { join } from 'node:path';
import { build, type BuildOutcome, type BuildRequest } from '../../lib/cargo/build.js';
import { defaultFeatures, findPackage } from '../../lib/cargo/metadata.js';
import { findCargo } from '../../lib/cargo/program.js';
import { writeWorkspace, type Workspace } from '../../lib/cargo/workspace.js';
import { packageRoot } from '../../lib/files/package-root.js';
import type { Result } from '../../lib/core/result.js';

/** Folder of the fixture crates. */
export const fixtures = join(packageRoot, 'test/rig/fixtures');

/** The value of a result that must be good. */
export const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(`expected a value, got ${JSON.stringify(result.error)}`);
  return result.value;
};

/** Path of cargo on this machine. */
export const cargo = must(findCargo());

/** A generated workspace of fixture suites bound to a fixture subject. */
export const bindFixtures = async (
  directory: string,
  subject: string,
  suites: readonly string[],
): Promise<Workspace> => {
  const facts = must(await findPackage(cargo, join(fixtures, 'subjects', subject)));
  return must(
    await writeWorkspace({
      directory: join(directory, 'workspace'),
      crates: suites.map((suite) => join(fixtures, 'suites', suite)),
      subject: {
        package: facts.name,
        directory: facts.directory,
        features: defaultFeatures(facts.features),
        knownFeatures: facts.features,
      },
      profile: { dev: { debug: false } },
    }),
  );
};

/** Builds a generated workspace of fixtures. */
export const buildFixtures = (
  directory: string,
  workspace: Workspace,
  options: Partial<BuildRequest> = {},
): Promise<BuildOutcome> =>
  build({
    cargo,
    directory: workspace.directory,
    targetDirectory: join(directory, 'target'),
    targets: ['--tests'],
    packages: [],
    configs: [],
    timeoutMs: 120_000,
    ...options,
  });
