import type { EventOf, TcpFlow } from '../../record/event.js';
import type { RunRecord, TestRecord } from '../../record/record.js';
import { canonicalAddress, canonicalMac } from '../address.js';

/** A link of a lane: one DPDK port and the way to its peer. */
export type Link = EventOf<'lane-ready'>['links'][number];

/** Links of the lane the test was started on; none when the record does not say. */
export const linksOf = (record: RunRecord, test: TestRecord): readonly Link[] => {
  const lane = test.started[0]?.lane;
  if (lane === undefined) return [];
  return record.lanes.filter((ready) => ready.lane === lane).at(-1)?.links ?? [];
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
