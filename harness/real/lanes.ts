import type { Cause } from '../../lib/core/cause.js';
import { ok, type Result } from '../../lib/core/result.js';
import type { LabFile } from '../config/lab-schema.js';
import type { Lab } from '../lab/lab.js';
import type { LinkLayout } from '../lab/layout.js';
import { laneReady } from '../run/lane-ready.js';
import type { Emit } from '../run/recorder.js';
import type { LaneOpener } from '../run/run-phases.js';
import { askThroughPort } from './internet.js';
import { aliasesOf } from './links.js';
import { reachDistantPeer, type DistantPeer } from './peer.js';
import { takePorts } from './ports.js';

/** How the lanes of a real host are made. */
export interface RealLanesRequest {
  readonly lab: Lab;
  readonly file: LabFile;
  /** A core for what is done before the tests. */
  readonly core: number;
  /** Ask through the first port who the targets of the Internet are. */
  readonly internet: boolean;
  readonly emit: Emit;
  readonly onLost: (cause: Cause) => void;
}

/** Lanes over the ports of the lab file; `close` ends the connection to the peer. */
export interface RealLanes {
  readonly open: LaneOpener;
  readonly close: () => void;
}

const opener =
  (
    { lab, file, emit, onLost }: RealLanesRequest,
    links: readonly LinkLayout[],
    peer: DistantPeer,
  ): LaneOpener =>
  async (plan) => {
    const { unanswered } = file.peer ?? {};
    const up = await lab.portLaneUp({
      lane: plan.index,
      cores: plan.cores,
      links: links.slice(0, plan.ports),
      aliases: aliasesOf(file),
      ...(unanswered === undefined ? {} : { unanswered }),
      peer,
    });
    if (!up.ok) return up;
    const lane = up.value;
    lane.onPeerDeath(onLost);
    emit(laneReady(plan, lane));
    const close = async (): Promise<void> => {
      await lane.down();
    };
    return ok({ plan, lane, capture: peer.capture, close });
  };

/** Binds the ports, asks through them who the Internet is, and reaches the peer. What was bound is the lab's to give back. */
export const realLanes = async (request: RealLanesRequest): Promise<Result<RealLanes, Cause>> => {
  const { lab, file, core, internet, emit, onLost } = request;
  const links = await takePorts(lab, file);
  if (!links.ok) return links;
  const [first] = links.value;
  if (internet && first !== undefined)
    emit({ event: 'internet', device: first.device, targets: [...(await askThroughPort(lab, first, core))] });
  const peer = await reachDistantPeer(file, onLost);
  if (!peer.ok) return peer;
  return ok({ open: opener(request, links.value, peer.value), close: peer.value.stop });
};
