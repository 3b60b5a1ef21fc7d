import type { Cause } from '../../lib/core/cause.js';
import { listTests } from '../../lib/cargo/list-tests.js';
import { openLab, type Lab } from '../lab/lab.js';
import { frameAssertions } from '../plan/frame-assertions.js';
import { lanesOf } from '../plan/plan.js';
import type { SuiteDefinition } from '../plan/suite.js';
import { buildNative, type BuildContext, type NativeTools } from './build-native.js';
import { buildSuites, suitesDirectory, type TestProgram } from './build-suites.js';
import { checkListing } from './check-listing.js';
import { examine, type ExamineContext } from './examine.js';
import type { RunOptions } from './options.js';
import { stateOf, type Prepared } from './prepare.js';
import type { Emit } from './recorder.js';
import { openLanes, runPhases, type LaneOpener } from './run-phases.js';
import { openerOf } from './opener.js';
import { recordImports } from './record-imports.js';
import { scanSuites } from './scan-suites.js';
import type { Stop } from './stop.js';
import { copySupported, supportedBuilder } from './supported-suites.js';
import type { ResolvedSubject } from './subject.js';

/** What the work of a run is done with. */
export interface ExecuteContext {
  readonly options: RunOptions;
  readonly prepared: Prepared;
  readonly subject: ResolvedSubject;
  readonly emit: Emit;
  readonly stop: Stop;
}

const block = (emit: Emit, scope: 'host' | 'lane', cause: Cause): void => {
  emit({ event: 'blocked', scope, cause });
};

/** Waits for both, also when one fails, so that nothing goes on behind a failure; gives the first. */
const settled = async <T>(first: Promise<T>, second: Promise<unknown>): Promise<T> => {
  await Promise.allSettled([first, second]);
  await second;
  return first;
};

/** A sign-off is of the files of all suites, whichever of them run. */
const scannedSuites = ({ options, prepared }: ExecuteContext): readonly SuiteDefinition[] =>
  prepared.examines.includes('AC-0.6') ? options.suites : prepared.selected.map(({ suite }) => suite);

const buildAll = async (
  context: ExecuteContext,
  native: Promise<NativeTools | undefined>,
  builds: BuildContext,
): Promise<{ programs: readonly TestProgram[]; mayRun: ReadonlySet<string> } | undefined> => {
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

const useLab = async (
  context: ExecuteContext,
  lab: Lab,
  native: Promise<NativeTools | undefined>,
  built: ReturnType<typeof buildAll>,
): Promise<void> => {
  const { stop } = context;
  const tools = await native;
  if (tools === undefined) {
    await built;
    return;
  }
  const lanes = await openerOf(context, lab, tools);
  if (!lanes.ok) {
    stop.now({ kind: 'host', cause: lanes.error });
    await built;
    return;
  }
  const { open, close } = lanes.value;
  try {
    await useLanes(context, open, tools, built);
  } finally {
    close();
  }
};

const useLanes = async (
  context: ExecuteContext,
  open: LaneOpener,
  tools: NativeTools,
  built: ReturnType<typeof buildAll>,
): Promise<void> => {
  const { options, prepared, emit, stop } = context;
  const { phases } = prepared.plan;
  const first = openLanes(open, phases[0]);
  const ready = await built;
  if (ready === undefined) {
    for (const lane of await Promise.all(first)) if (lane.ok) await lane.value.close();
    return;
  }
  const tests = {
    out: options.settings.out.value,
    laneExec: tools.laneExec,
    wireRelay: tools.wireRelay,
    hostilePeer: tools.hostilePeer,
    preload: tools.preload,
    programs: ready.programs,
    assertions: frameAssertions(prepared.selected.map(({ suite }) => suite)),
    emit,
    stop,
  };
  const failure = await runPhases(phases, first, open, tests, ready.mayRun);
  if (failure !== undefined) block(emit, 'lane', failure);
};

/** Cores no lane has; all of them where lanes have them all. */
const idleCores = ({ facts, plan }: Prepared): readonly number[] => {
  const taken = new Set(lanesOf(plan).flatMap(({ cores }) => cores));
  const idle = facts.allowedCores.filter((core) => !taken.has(core));
  return idle.length === 0 ? facts.allowedCores : idle;
};

const examineContext = ({ options, prepared, subject, emit, stop }: ExecuteContext): ExamineContext => ({
  options,
  subject,
  facts: prepared.facts,
  examines: prepared.examines,
  emit,
  signal: stop.signal,
});

/** Makes the lab and runs the tests; whatever happens, the lab is taken down again before it resolves. */
const test = async (
  context: ExecuteContext,
  native: Promise<NativeTools | undefined>,
  built: ReturnType<typeof buildAll>,
): Promise<void> => {
  const { options, prepared, subject, emit, stop } = context;
  const { dpdk } = prepared.facts;
  const { crate } = subject;
  const opening = openLab({
    // One of a crate's own tests may start a second process with an EAL of its own.
    processes: crate === undefined ? prepared.processes : Math.max(2, prepared.processes),
    ...stateOf(options),
    ownHugetlbfs: crate !== undefined,
    allDrivers: options.settings.profile.value === 'real',
    ...(dpdk.kind === 'found' ? { libraryDirectory: dpdk.libraryDirectory } : {}),
  });
  const lab = await opening;
  if (!lab.ok) {
    stop.now({ kind: 'host', cause: lab.error });
    await Promise.all([native, built]);
    return;
  }
  try {
    const { undone, differences } = lab.value.restored;
    if (undone > 0) emit({ event: 'restored', undone, differences: [...differences] });
    const tools = crate === undefined ? undefined : await native;
    if (crate === undefined) await useLab(context, lab.value, native, built);
    else if (tools !== undefined) {
      const { runCrate } = await import('./run-crate.js');
      await runCrate({ ...context, crate, lab: lab.value, tools });
    }
  } finally {
    await Promise.allSettled([native, built]);
    const { undone, differences } = await lab.value.close();
    emit({ event: 'restored', undone, differences: [...differences] });
  }
};

const testInGuest: typeof test = async (context, native, built) => {
  const { runTestsInGuest } = await import('../guest/outside.js');
  await runTestsInGuest(context, native, built);
};

/**
 * Does the work of a run: tests in a lab, and a look at what is shown without tests. The look waits for the suites' build, with which it shares a
 * target folder, and goes on beside the tests on cores they leave over.
 */
export const execute = async (context: ExecuteContext): Promise<void> => {
  const { options, prepared, subject, emit, stop } = context;
  const builds: BuildContext = {
    cargo: subject.cargo,
    workDir: options.settings.workDir.value,
    timeoutMs: options.settings.buildSeconds.value * 1000,
    signal: stop.signal,
    emit,
  };
  const { crate } = subject;
  const ownTests = crate !== undefined && options.stage !== 'conformance' && prepared.selected.length > 0;
  if (prepared.plan.phases.length === 0 && !ownTests) {
    await scanSuites(emit, scannedSuites(context), options.settings.allowances.value);
    const tools = crate === undefined ? undefined : await buildNative(builds);
    if (crate === undefined) await examine(examineContext(context));
    else if (tools !== undefined) {
      const { lookAtCrate } = await import('./run-crate.js');
      await lookAtCrate({ ...context, crate, tools });
    }
    return;
  }
  const native = buildNative(builds);
  const inGuest = options.settings.profile.value === 'guest';
  if (crate !== undefined && inGuest) {
    const tools = await native;
    const { runCrateInGuest } = await import('./run-crate.js');
    if (tools !== undefined) await runCrateInGuest({ ...context, crate, tools });
    return;
  }
  if (crate !== undefined) {
    await test(context, native, Promise.resolve(undefined)); // the look is a part of that
    return;
  }
  const built = buildAll(context, native, builds);
  const examining = built
    .catch(() => undefined)
    .then(() => examine({ ...examineContext(context), background: idleCores(prepared) }));
  for (const work of [native, built, examining]) work.catch(() => undefined); // each is awaited below, but perhaps after it failed
  const testing = inGuest ? testInGuest(context, native, built) : test(context, native, built);
  await settled(testing, examining);
};
