import type { GuestNic, GuestNics } from '../../lib/guest/machine.js';
import type { LanePlan } from '../plan/plan.js';
import type { JobNic } from './job.js';

/** Model DPDK gets: it has RSS and several queues, and a driver in every DPDK. */
const SUBJECT_MODEL = 'igb';
/** Model the wire gets: the cheapest to emulate. */
const WIRE_MODEL = 'virtio-net-pci';

/** Where a root port puts its NIC: the buses are numbered in the order of the ports. */
const addressAt = (index: number): string => `0000:${(index + 1).toString(16).padStart(2, '0')}:00.0`;

/** Root ports a guest has room for. */
const MOST_NICS = 15;

/** Most ports over all lanes of a run in a guest. */
export const MOST_PORTS = Math.floor(MOST_NICS / 2);

/** The NICs of a guest for so many DPDK ports: for each of them two, on a cable of their own. */
export const guestNics = (
  ports: number,
): { readonly machine: GuestNics; readonly job: readonly JobNic[] } => {
  const pairs = Array.from({ length: ports }, (_, index) => {
    const nic = (model: string, side: number): GuestNic => ({
      model,
      mac: `52:54:00:00:0${String(side)}:${(index + 0x10).toString(16)}`,
      hub: index + 1,
      address: addressAt(2 * index + side),
    });
    return [nic(SUBJECT_MODEL, 0), nic(WIRE_MODEL, 1)] as const;
  });
  return {
    machine: { direct: pairs.flat(), bridged: [] },
    job: pairs.map(([subject, wire]) => ({
      address: subject.address,
      mac: subject.mac,
      wire: wire.address,
    })),
  };
};

/** The NICs of each lane: no two lanes share one, as lanes of one phase come up while those of the phase before still stand. */
export const nicsByLane = <T>(
  lanes: readonly LanePlan[],
  nics: readonly T[],
): ReadonlyMap<number, readonly T[]> => {
  const map = new Map<number, readonly T[]>();
  let next = 0;
  for (const { index, ports } of lanes) {
    map.set(index, nics.slice(next, next + ports));
    next += ports;
  }
  return map;
};
