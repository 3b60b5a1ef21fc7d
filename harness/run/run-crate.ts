import type { GuestWork } from '../guest/job.js';
import { takeGuest, workInGuest } from '../guest/outside.js';
import { sealedLook } from '../audit-io/sealed-look.js';
import type { CrateRun } from '../audit-io/crate-run.js';
import { frameAssertions } from '../plan/frame-assertions.js';
import { crateLanes, type LabContext } from './crate-lanes.js';
import { buildStages, type CrateWork } from './crate-stages.js';
import { examine } from './examine.js';
import { openLanes, runPhases, type LaneOpener } from './run-phases.js';
import { withCrate, type CrateContext } from './with-crate.js';

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
    const lanes = crateLanes(context);
    await buildStages(
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
    await buildStages(
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
