import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { WireCapture } from '../evidence/frames.js';
import type { Lab } from '../lab/lab.js';
import type { Lane } from '../lab/lane.js';
import type { LaneKind, PciPort } from '../lab/layout.js';
import type { LanePlan } from '../plan/plan.js';
import { laneReady } from './lane-ready.js';
import type { Emit } from './recorder.js';

/** A lane that tests can run on: namespaces, peer and capture are up. */
export interface ReadyLane {
  readonly plan: LanePlan;
  readonly lane: Lane;
  readonly capture: WireCapture;
  readonly close: () => Promise<void>;
}

/** What keeps watch over a lane. */
export interface LaneContext {
  readonly lab: Lab;
  readonly wireTap: string;
  /** Who has the test's end of the cables. */
  readonly kind: LaneKind;
  /** NICs that are the ports of each lane, by its number; default: net_tap ports. */
  readonly nics?: ReadonlyMap<number, readonly PciPort[]>;
  readonly emit: Emit;
  /** Called when the peer or the capture has gone: nothing on this lane can be shown any more. */
  readonly onLost: (cause: Cause) => void;
}

/** The cause to show when a lane's capture has gone. */
const captureLost = (problem: string): Cause => ({
  id: 'capture-lost',
  seen: `the capture on the wire ended: ${problem}`,
  expected: 'a capture that runs as long as its lane: without it no frame can be shown',
  fix: 'run again; look at "dmesg" when it repeats',
});

/** Brings a lane up with its capture and records it. */
export const openLane = async (
  { lab, wireTap, kind, nics, emit, onLost }: LaneContext,
  plan: LanePlan,
): Promise<Result<ReadyLane, Cause>> => {
  const up = await lab.laneUp({
    lane: plan.index,
    cores: plan.cores,
    links: plan.ports,
    kind,
    ...(nics === undefined ? {} : { nics: nics.get(plan.index) ?? [] }),
    // A crate's own tests know nothing of ports that each process names for itself.
    ...(kind === 'audit' ? { portsInEnv: true } : {}),
  });
  if (!up.ok) return up;
  const lane = up.value;
  const capture = await WireCapture.open({
    wireTap,
    namespace: lane.namespaces.wire,
    links: lane.links.map(({ wa, mac }) => ({ interface: wa, mac })),
    onLost: (problem) => {
      onLost(captureLost(problem));
    },
  });
  if (!capture.ok) {
    await lane.down();
    return err(captureLost(capture.error));
  }
  lane.onPeerDeath(onLost);
  emit(laneReady(plan, lane, kind));
  return ok({
    plan,
    lane,
    capture: capture.value,
    close: async () => {
      await capture.value.close();
      await lane.down();
    },
  });
};
