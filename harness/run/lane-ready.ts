import type { Lane } from '../lab/lane.js';
import { KERNEL_DEVICE, type LaneKind } from '../lab/layout.js';
import type { LanePlan } from '../plan/plan.js';
import type { EventOf } from '../record/event.js';

/** What the record says of a lane that is up. */
export const laneReady = (
  plan: LanePlan,
  lane: Lane,
  kind?: LaneKind,
): Omit<EventOf<'lane-ready'>, 'time'> => ({
  event: 'lane-ready',
  lane: plan.index,
  cores: [...lane.cores],
  durationMs: lane.durationMs,
  namespaces: lane.namespaces,
  links: lane.links.map(({ device, port, mac, dut, peer }) => ({
    device,
    mac,
    ...(port.kind === 'pci' ? { file: port.file } : {}),
    dut: [...dut.v4, ...dut.v6],
    peer: [...peer.v4, ...peer.v6],
  })),
  ...(kind === 'audit'
    ? {
        kernelDevice: {
          name: KERNEL_DEVICE.name,
          mac: KERNEL_DEVICE.mac,
          addresses: [KERNEL_DEVICE.v4, KERNEL_DEVICE.v6],
        },
      }
    : {}),
});
