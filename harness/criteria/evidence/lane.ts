import type { EventOf } from '../../record/event.js';
import type { TcpFlow } from '../../record/wire.js';
import type { RunRecord, TestRecord } from '../../record/record.js';
import { canonicalAddress, canonicalMac } from '../address.js';

/** A link of a lane: one DPDK port and the way to its peer. */
export type Link = EventOf<'lane-ready'>['links'][number];

const laneOf = (record: RunRecord, test: TestRecord): EventOf<'lane-ready'> | undefined => {
  const lane = test.started[0]?.lane;
  return lane === undefined ? undefined : record.lanes.filter((ready) => ready.lane === lane).at(-1);
};

/** Links of the lane the test was started on; none when the record does not say. */
export const linksOf = (record: RunRecord, test: TestRecord): readonly Link[] =>
  laneOf(record, test)?.links ?? [];

/** Interfaces of the kernel's own that the test's lane offers on purpose. */
export const offeredTo = (record: RunRecord, test: TestRecord): readonly string[] => {
  const device = laneOf(record, test)?.kernelDevice;
  return device === undefined ? [] : [device.name, 'lo'];
};

/** True when the flow is one of the device under test on this lane: sent from its port's MAC and one of its addresses. */
export const isLabFlow = (links: readonly Link[], flow: TcpFlow): boolean => {
  const link = links[flow.link];
  if (link === undefined) return false;
  const address = canonicalAddress(flow.dut.address);
  return (
    canonicalMac(link.mac) === canonicalMac(flow.dut.mac) &&
    link.dut.some((candidate) => canonicalAddress(candidate) === address)
  );
};
