import { settled } from '../../lib/core/settled.js';
import { listTests } from '../../lib/cargo/list-tests.js';
import type { SuiteDefinition } from '../plan/suite.js';
import type { BuildContext, NativeTools } from './build-native.js';
import { buildSuites, suitesDirectory, type TestProgram } from './build-suites.js';
import { checkListing } from './check-listing.js';
import type { ExecuteContext } from './execute.js';
import { recordImports } from './record-imports.js';
import { scanSuites } from './scan-suites.js';
import { copySupported, supportedBuilder } from './supported-suites.js';

/** What was built, and which tests of the plan it has. */
export interface Built {
  readonly programs: readonly TestProgram[];
  readonly mayRun: ReadonlySet<string>;
}

/** A sign-off is of the files of all suites, whichever of them run. */
export const scannedSuites = ({ options, prepared }: ExecuteContext): readonly SuiteDefinition[] =>
  prepared.examines.includes('AC-0.6') ? options.suites : prepared.selected.map(({ suite }) => suite);

/** Builds the suites, scans their sources beside that and lists what was built. Undefined when nothing of it can run; it is recorded then. */
export const buildAll = async (
  context: ExecuteContext,
  native: Promise<NativeTools | undefined>,
  builds: BuildContext,
): Promise<Built | undefined> => {
  const { options, prepared, subject, emit, stop } = context;
  const blocked = prepared.plan.blocked.map(({ suite }) => suite);
  const suites = prepared.selected.map(({ suite }) => suite);
  const copied = subject.partial
    ? await copySupported(suitesDirectory(builds.workDir, subject.binding), suites)
    : undefined;
  const building = buildSuites(builds, {
    subject,
    planned: prepared.plan.phases.flatMap(({ tests }) => tests),
    selected: (copied?.suites ?? suites).filter(({ name }) => !blocked.includes(name)),
    incremental: options.subject.incremental === true,
    ...(copied === undefined ? {} : { builder: supportedBuilder(builds, copied) }),
  });
  const scanning = scanSuites(emit, scannedSuites(context), options.settings.allowances.value);
  const suitesBuilt = await settled(building, scanning);
  if (suitesBuilt === undefined || (await native) === undefined || stop.reason !== undefined)
    return undefined;
  await recordImports(emit, suitesBuilt.programs);
  const mayRun = await checkListing(emit, prepared.plan, suites, suitesBuilt, stop.signal, {
    list: ({ path }) => listTests(path, stop.signal),
    unsupported: copied?.unsupported ?? (() => undefined),
  });
  return { programs: suitesBuilt.programs, mayRun };
};
