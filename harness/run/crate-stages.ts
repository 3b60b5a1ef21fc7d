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
import { GUEST_MEMORY_MB, GUEST_SLOWNESS } from '../guest/machine.js';
import type { LaneKind } from '../lab/layout.js';
import { lanesOf, type LanePlan, type Phase } from '../plan/plan.js';
import type { SuiteDefinition } from '../plan/suite.js';
import { buildSuites, type TestProgram } from './build-suites.js';
import { checkListing } from './check-listing.js';
import type { ForeignTests } from './ready-test.js';
import { scanSuites } from './scan-suites.js';
import { copySupported } from './supported-suites.js';
import type { CrateContext } from './with-crate.js';

/** Tests of one stage, ready to be run. */
export interface CrateWork {
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

/** Builds one stage after the other; `ready` is given each when it can run, `onLane` a lane that will be wanted for it. */
export const buildStages = async (
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
