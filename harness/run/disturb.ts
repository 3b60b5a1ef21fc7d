import { hostileHost, type HostileEvidence } from '../evidence/hostile.js';
import { impairWire, type ImpairmentEvidence } from '../evidence/impairment.js';
import type { Lane } from '../lab/lane.js';
import { joinWire, PART_WIRE } from '../lab/lane-script.js';
import type { PlannedTest } from '../plan/plan.js';

/** Programs that disturb a wire. */
export interface WireTools {
  readonly wireRelay: string;
  readonly hostilePeer: string;
}

/** What was done to the wire while the test ran. */
export type Disturbance = ImpairmentEvidence & HostileEvidence;

/** Does to the wire of the lane's first link what the test asks for. `end` undoes it and gives what came of it. */
export const disturb = async (
  { wireRelay, hostilePeer }: WireTools,
  lane: Lane,
  { impairment, hostile }: PlannedTest,
): Promise<{ readonly end: () => Promise<Disturbance> }> => {
  const [link] = lane.links;
  const namespace = lane.namespaces.wire;
  if (link === undefined) return { end: () => Promise.resolve({}) };
  const wire =
    impairment === undefined
      ? undefined
      : await impairWire(
          {
            wireRelay,
            namespace,
            sides: [link.wa, link.wb],
            apart: PART_WIRE,
            joined: joinWire(lane.links),
          },
          impairment,
        );
  const host = hostile === true ? await hostileHost(hostilePeer, namespace, link.wa) : undefined;
  return { end: async () => ({ ...(await host?.end()), ...(await wire?.mend()) }) };
};
