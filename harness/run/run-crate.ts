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
import type { GuestWork } from '../guest/job.js';
import { GUEST_MEMORY_MB, GUEST_SLOWNESS } from '../guest/machine.js';
import { takeGuest, workInGuest } from '../guest/outside.js';
import type { LaneKind } from '../lab/layout.js';
import { frameAssertions } from '../plan/frame-assertions.js';
import { lanesOf, type LanePlan, type Phase } from '../plan/plan.js';
import type { SuiteDefinition } from '../plan/suite.js';
import { buildSuites, type TestProgram } from './build-suites.js';
import { checkListing } from './check-listing.js';
import { crateLanes, type LabContext } from './crate-lanes.js';
import { examine } from './examine.js';
import { openLanes, runPhases, type LaneOpener } from './run-phases.js';
import type { ForeignTests } from './run-test.js';
import { scanSuites } from './scan-suites.js';
import { copySupported } from './supported-suites.js';
import { withCrate, type CrateContext } from './with-crate.js';

/** Tests of one stage, ready to be run. */
interface CrateWork {
  readonly kind: LaneKind;
  readonly phases: readonly Phase[];
  readonly programs: readonly TestProgram[];
  readonly mayRun: ReadonlySet<string>;
  readonly suites: readonly SuiteDefinition[];
  readonly foreign: ForeignTests;
}

const foreignTests = (
  { prepared, options }: CrateContext,
  crateRun: CrateRun,
  cwd: string | undefined,
): ForeignTests => {
  const inGuest = options.settings.profile.value === 'guest';
  return {
    addsEalArguments: needsEalArguments(crateRun.facts),
    cwd,
    visible: visibleToTests(crateRun),
    limits: testLimits(prepared.cores.length, inGuest ? GUEST_MEMORY_MB * 1024 ** 2 : undefined),
  };
};

/** Runs the tests of a stage in the lab of this host. */
const carryOut = async (
  { options, emit, tools, stop }: LabContext,
  { phases, programs, mayRun, suites, foreign }: CrateWork,
  open: LaneOpener,
): Promise<void> => {
  const { laneExec, wireRelay, hostilePeer, preload } = tools;
  const tests = {
    laneExec,
    wireRelay,
    hostilePeer,
    preload,
    out: options.settings.out.value,
    programs,
    assertions: frameAssertions(suites),
    foreign,
    emit,
    stop,
  };
  const failure = await runPhases(phases, openLanes(open, phases[0]), open, tests, mayRun);
  if (failure !== undefined) emit({ event: 'blocked', scope: 'lane', cause: failure });
};

/** Where cargo would run the crate's own tests; not where a configuration of the crate's own would come before the lane's. */
const ownDirectory = (directory: string): string | undefined =>
  isFile(join(directory, 'config/dpdk-env.json')) ? undefined : directory;

/** The crate's own tests, each in its own process, in lanes that offer a kernel device where the wire is this harness's. */
const audit = async (
  context: CrateContext,
  crateRun: CrateRun,
  onLane: (lane: LanePlan) => void,
): Promise<CrateWork> => {
  const { options, prepared, emit } = context;
  const { settings } = options;
  const profile = settings.profile.value;
  const inGuest = profile === 'guest';
  const lanes = profile === 'real' ? 1 : (settings.lanes.value ?? (inGuest ? 1 : undefined));
  const own = await prepareOwnTests({
    emit,
    builds: crateRun.builds,
    facts: crateRun.facts,
    mirror: crateRun.mirror,
    suites: prepared.selected.map(({ suite }) => suite.name),
    profile,
    allowances: settings.allowances.value,
    plan: {
      cores: prepared.cores,
      ...(lanes === undefined ? {} : { lanes }),
    },
    testSeconds:
      (settings.testSeconds.from === 'default' ? OWN_TEST_SECONDS : settings.testSeconds.value) *
      (inGuest ? GUEST_SLOWNESS : 1),
    firstLane: lanesOf(prepared.plan).length,
    onLane,
  });
  return {
    kind: profile === 'real' ? 'dpdk' : 'audit',
    phases: own.phases,
    programs: own.programs,
    mayRun: new Set(own.phases.flatMap((phase) => phase.tests.map(({ id }) => id))),
    suites: [],
    foreign: foreignTests(context, crateRun, ownDirectory(crateRun.facts.directory)),
  };
};

/** The suites of this package, compiled against the crate. */
const conformance = async (context: CrateContext, crateRun: CrateRun): Promise<CrateWork | undefined> => {
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
  if (built === undefined || stop.reason !== undefined) return undefined;
  const mayRun = await checkListing(emit, prepared.plan, suites, built, stop.signal, {
    list: (program) => listSealed(builds, program.path, `suite-${program.binary}`),
    unsupported: copied.unsupported,
  });
  const { phases } = prepared.plan;
  const foreign = foreignTests(context, crateRun, undefined);
  return { kind: 'dpdk', phases, programs: built.programs, mayRun, suites, foreign };
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

/** Builds one stage after the other; `ready` is given each when it can run, `onLane` a lane that will be wanted for it. */
const stages = async (
  context: CrateContext,
  crateRun: CrateRun,
  ready: (work: CrateWork) => Promise<void>,
  onLane: (lane: LanePlan) => void,
): Promise<void> => {
  const { options, stop } = context;
  if (options.stage !== 'conformance') await ready(await audit(context, crateRun, onLane));
  if (options.stage === 'audit' || stop.reason !== undefined) return;
  const work = await conformance(context, crateRun);
  if (work !== undefined) await ready(work);
};

/** Builds what both halves of a run would, and runs none of it. */
export const buildCrate = (context: CrateContext): Promise<void> =>
  withCrate(context, (crateRun) =>
    stages(
      context,
      crateRun,
      () => Promise.resolve(),
      () => undefined,
    ),
  );

/** Both halves of a run on a crate given by its path, or the one that was asked for, and the look at its sources. */
export const runCrate = (context: LabContext): Promise<void> =>
  withCrate(context, async (crateRun) => {
    const lanes = crateLanes(context);
    await stages(
      context,
      crateRun,
      async (work) => {
        if (work.phases.length === 0 || context.stop.reason !== undefined) return;
        const open = await lanes.opener(work.kind);
        if (open.ok) await carryOut(context, work, open.value);
        else context.stop.now({ kind: 'host', cause: open.error });
      },
      lanes.expect,
    ).finally(lanes.close);
    await lookAt(context, crateRun);
  });

/** As {@link runCrate}, with the tests of both halves in a guest: what is built under seal on this host runs there. */
export const runCrateInGuest = (context: CrateContext): Promise<void> =>
  withCrate(context, async (crateRun) => {
    const image = takeGuest(context);
    const works: GuestWork[] = [];
    await stages(
      context,
      crateRun,
      ({ suites, mayRun, ...work }) => {
        works.push({ ...work, suites: suites.map(({ name }) => name), mayRun: [...mayRun] });
        return Promise.resolve();
      },
      () => undefined,
    );
    const booted = await image;
    if (booted !== undefined && context.stop.reason === undefined)
      await workInGuest(context, booted, context.tools, works, [crateRun.facts.workspace]);
    await lookAt(context, crateRun);
  });
