import type { Cause } from '../../lib/core/cause.js';
import type { Result } from '../../lib/core/result.js';
import type { LanePlan, Phase } from '../plan/plan.js';
import { openLane, type LaneContext, type ReadyLane } from './lane.js';
import { LanePlace } from './lane-place.js';
import { runLane, TestQueue } from './run-lane.js';
import type { TestContext } from './ready-test.js';
import { laneWork } from './run-test.js';

type Opened = Promise<Result<ReadyLane, Cause>>;

/** Brings a lane of the plan up with its capture and records it. */
export type LaneOpener = (plan: LanePlan) => Opened;

/** Lanes of which this host has both ends. */
export const wholeLanes =
  (context: LaneContext): LaneOpener =>
  (plan) =>
    openLane(context, plan);

/** Begins to bring up the lanes of a phase. */
export const openLanes = (open: LaneOpener, phase: Phase | undefined): readonly Opened[] =>
  (phase?.lanes ?? []).map((lane) => {
    const opening = open(lane);
    opening.catch(() => undefined); // awaited later, and perhaps after it failed
    return opening;
  });

/**
 * Runs the phases one after the other. The lanes of a phase are brought up while the one before it runs, and taken down while the one
 * after it runs. Resolves when all tests are recorded and all lanes are down; gives the cause when a lane could not be brought up.
 */
export const runPhases = async (
  phases: readonly Phase[],
  first: readonly Opened[],
  open: LaneOpener,
  tests: TestContext,
  mayRun: ReadonlySet<string>,
): Promise<Cause | undefined> => {
  const closing: Promise<void>[] = [];
  let opening = first;
  let failure: Cause | undefined;
  for (const [index, phase] of phases.entries()) {
    const opened = await Promise.all(opening);
    const ready = opened.flatMap((result) => (result.ok ? [result.value] : []));
    failure ??= opened.flatMap((result) => (result.ok ? [] : [result.error]))[0];
    const goOn = failure === undefined && tests.stop.reason === undefined;
    opening = goOn ? openLanes(open, phases[index + 1]) : [];
    const queue = new TestQueue(
      phase.tests.filter((test) => mayRun.has(test.id)),
      ready.length,
    );
    const places = ready.map((lane) => new LanePlace(lane, () => open(lane.plan)));
    if (goOn) await Promise.all(places.map((place) => runLane(queue, laneWork(tests, place))));
    closing.push(...places.map((place) => place.lane.close()));
    if (!goOn) break;
  }
  await Promise.all(closing);
  return failure;
};
