import { openLab, type Lab } from '../lab/lab.js';
import { frameAssertions } from '../plan/frame-assertions.js';
import type { Built } from './build-all.js';
import type { NativeTools } from './build-native.js';
import type { ExecuteContext } from './execute.js';
import { openerOf } from './opener.js';
import { stateOf } from './prepare.js';
import { openLanes, runPhases, type LaneOpener } from './run-phases.js';

const useLab = async (
  context: ExecuteContext,
  lab: Lab,
  native: Promise<NativeTools | undefined>,
  built: Promise<Built | undefined>,
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
  built: Promise<Built | undefined>,
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
  if (failure !== undefined) emit({ event: 'blocked', scope: 'lane', cause: failure });
};

/** Makes the lab and runs the tests; whatever happens, the lab is taken down again before it resolves. */
export const testInLab = async (
  context: ExecuteContext,
  native: Promise<NativeTools | undefined>,
  built: Promise<Built | undefined>,
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
