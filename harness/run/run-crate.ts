import { join } from 'node:path';
import { isFile } from '../../lib/files/stat.js';
import { needsEalArguments } from '../audit/notices.js';
import { OWN_TEST_SECONDS } from '../audit/plan-own-tests.js';
import { visibleToTests, type CrateRun } from '../audit-io/crate-run.js';
import { buildForeign } from '../audit-io/foreign-build.js';
import { testLimits } from '../audit-io/limits.js';
import { listSealed } from '../audit-io/list-sealed.js';
import { prepareOwnTests } from '../audit-io/own-tests.js';
import { buildSupported } from '../audit-io/supported.js';
import { sealedLook } from '../audit-io/sealed-look.js';
import type { Lab } from '../lab/lab.js';
import { frameAssertions } from '../plan/frame-assertions.js';
import { lanesOf } from '../plan/plan.js';
import type { SuiteDefinition } from '../plan/suite.js';
import { buildSuites } from './build-suites.js';
import { checkListing } from './check-listing.js';
import { examine } from './examine.js';
import type { LaneContext } from './lane.js';
import { openLanes, runPhases, wholeLanes, type LaneOpener } from './run-phases.js';
import type { ForeignTests, TestContext } from './run-test.js';
import { scanSuites } from './scan-suites.js';
import { copySupported } from './supported-suites.js';
import { withCrate, type CrateContext } from './with-crate.js';

interface LabContext extends CrateContext {
  readonly lab: Lab;
}

const lanesOfKind = ({ lab, emit, tools, stop }: LabContext, kind: LaneContext['kind']): LaneOpener =>
  wholeLanes({
    lab,
    emit,
    wireTap: tools.wireTap,
    kind,
    onLost: (cause) => {
      stop.now({ kind: 'lost', cause });
    },
  });

const testsOf = (
  { options, prepared, tools, emit, stop }: CrateContext,
  crateRun: CrateRun,
  programs: TestContext['programs'],
  more: { readonly cwd?: string | undefined; readonly suites?: readonly SuiteDefinition[] } = {},
): TestContext => {
  const foreign: ForeignTests = {
    addsEalArguments: needsEalArguments(crateRun.facts),
    cwd: more.cwd,
    visible: visibleToTests(crateRun),
    limits: testLimits(prepared.cores.length),
  };
  const { laneExec, wireRelay, hostilePeer, preload } = tools;
  const assertions = frameAssertions(more.suites ?? []);
  return {
    out: options.settings.out.value,
    laneExec,
    wireRelay,
    hostilePeer,
    preload,
    programs,
    assertions,
    foreign,
    emit,
    stop,
  };
};

/** Where cargo would run the crate's own tests; not where a configuration of the crate's own would come before the lane's. */
const ownDirectory = (directory: string): string | undefined =>
  isFile(join(directory, 'config/dpdk-env.json')) ? undefined : directory;

/** The crate's own tests, each in its own process, in lanes that offer a kernel device. */
const audit = async (context: LabContext, crateRun: CrateRun): Promise<void> => {
  const { options, prepared, emit } = context;
  const { settings } = options;
  const own = await prepareOwnTests({
    emit,
    builds: crateRun.builds,
    facts: crateRun.facts,
    mirror: crateRun.mirror,
    suites: prepared.selected.map(({ suite }) => suite.name),
    allowances: settings.allowances.value,
    plan: {
      cores: prepared.cores,
      ...(settings.lanes.value === undefined ? {} : { lanes: settings.lanes.value }),
    },
    testSeconds: settings.testSeconds.from === 'default' ? OWN_TEST_SECONDS : settings.testSeconds.value,
    firstLane: lanesOf(prepared.plan).length,
  });
  const lanes = lanesOfKind(context, 'audit');
  const tests = testsOf(context, crateRun, own.programs, {
    cwd: ownDirectory(crateRun.facts.directory),
  });
  const all = new Set(own.phases.flatMap((phase) => phase.tests.map(({ id }) => id)));
  const failure = await runPhases(own.phases, openLanes(lanes, own.phases[0]), lanes, tests, all);
  if (failure !== undefined) emit({ event: 'blocked', scope: 'lane', cause: failure });
};

/** The suites of this package, compiled against the crate. */
const conformance = async (context: LabContext, crateRun: CrateRun): Promise<void> => {
  const { options, prepared, subject, emit, stop } = context;
  const { builds } = crateRun;
  const blocked = prepared.plan.blocked.map(({ suite }) => suite);
  const suites = prepared.selected.map(({ suite }) => suite);
  await scanSuites(emit, suites, options.settings.allowances.value);
  const copied = await copySupported(builds.directory, suites);
  const built = await buildSuites(
    {
      cargo: subject.cargo,
      workDir: options.settings.workDir.value,
      timeoutMs: builds.timeoutMs,
      signal: stop.signal,
      emit,
    },
    {
      subject: { ...subject, binding: { ...subject.binding, directory: crateRun.mirror.package } },
      planned: prepared.plan.phases.flatMap(({ tests }) => tests),
      selected: copied.suites.filter(({ name }) => !blocked.includes(name)),
      builder: ({ directory, ...wanted }) => {
        const once = { ...wanted, name: 'suites', manifestDirectory: directory, workspace: directory };
        const visible = [...builds.visible, copied.directory];
        const build = (): ReturnType<typeof buildForeign> => buildForeign({ ...builds, visible }, once);
        // Of a crate that has none of the types there is nothing to be tested: what it lacks is the cause then.
        return crateRun.facts.types.length === 0 ? build() : buildSupported(copied.copy, directory, build);
      },
    },
  );
  if (built === undefined || stop.reason !== undefined) return;
  const mayRun = await checkListing(emit, prepared.plan, suites, built, stop.signal, {
    list: (program) => listSealed(builds, program.path, `suite-${program.binary}`),
    unsupported: copied.unsupported,
  });
  const lanes = lanesOfKind(context, 'dpdk');
  const { phases } = prepared.plan;
  const tests = testsOf(context, crateRun, built.programs, { suites });
  const failure = await runPhases(phases, openLanes(lanes, phases[0]), lanes, tests, mayRun);
  if (failure !== undefined) emit({ event: 'blocked', scope: 'lane', cause: failure });
};

/** Looks at the crate's sources, if that was asked for. */
const lookAt = async (context: CrateContext, crateRun: CrateRun): Promise<void> => {
  const { options, prepared, subject, emit, stop } = context;
  if (stop.reason !== undefined) return;
  const { facts, examines } = prepared;
  const sealed = sealedLook(crateRun);
  await examine({ options, subject, facts, examines, emit, signal: stop.signal, sealed });
};

/** A look at the crate's sources alone, without a lab. */
export const lookAtCrate = (context: CrateContext): Promise<void> =>
  withCrate(context, (crateRun) => lookAt(context, crateRun));

/** Both halves of a run on a crate given by its path, or the one that was asked for, and the look at its sources. */
export const runCrate = (context: LabContext): Promise<void> =>
  withCrate(context, async (crateRun) => {
    const { options, stop } = context;
    if (options.stage !== 'conformance') await audit(context, crateRun);
    if (options.stage !== 'audit' && stop.reason === undefined) await conformance(context, crateRun);
    await lookAt(context, crateRun);
  });
