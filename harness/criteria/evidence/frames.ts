import type { TcpFlow } from '../../record/wire.js';
import type { RunRecord, TestRecord } from '../../record/record.js';
import { claimsPass } from './outcome.js';
import { holds, missing, refutes, type Contribution } from './contribution.js';
import { isLabFlow, linksOf } from './lane.js';
import { unmetOnWire } from './wire.js';

const bytes = (count: number): string =>
  count < 10_240
    ? `${count} B`
    : count < 10_485_760
      ? `${Math.round(count / 1024)} KiB`
      : `${Math.round(count / 1_048_576)} MiB`;

/** Not one that an earlier test left, to which the peer still sends. */
const isOfThisTest = ({ syn, segments }: TcpFlow): boolean => syn.fromPeer > 0 || segments.fromDut > 0;

/** E3 and E5: frames on the DPDK port that belong to this test and show what its criterion wants of the wire. */
export const frameEvidence = (record: RunRecord, test: TestRecord): Contribution => {
  const { wire } = test.planned;
  if (wire === 'none') return holds('owes no TCP frame');
  if (test.frames.length === 0) return missing('no capture of its frames');
  const links = linksOf(record, test);
  if (links.length === 0) return missing('the record does not say which ports its lane has');
  const cut = test.frames.find((frames) => !frames.complete || frames.frames.dropped > 0);
  const captured = test.frames.flatMap((frames) => frames.flows);
  const flows = captured.filter((flow) => isLabFlow(links, flow) && isOfThisTest(flow));
  const unmet = unmetOnWire(wire, flows);
  if (cut !== undefined) {
    return missing(
      `the capture of its frames is not whole: ${cut.problem ?? `${cut.frames.dropped} frames dropped`}`,
    );
  }
  const foreign = test.frames.reduce((total, frames) => total + (frames.others?.foreign ?? 0), 0);
  if (foreign > 0) {
    return refutes(
      `${foreign} frame${foreign === 1 ? '' : 's'} on the wire came neither from the port nor to it; expected no other station in its namespace`,
    );
  }
  if (unmet.length > 0) {
    if (!claimsPass(test)) return holds();
    if (flows.length > 0) return refutes(`claims a pass, but the wire says otherwise: ${unmet.join('; ')}`);
    const others = captured.length === 0 ? '' : ` (${captured.length} flows of other addresses do not count)`;
    return refutes(`claims a pass, but no frame of its TCP was seen on the DPDK port${others}`);
  }
  const sum = (side: 'fromDut' | 'fromPeer'): number =>
    flows.reduce((total, flow) => total + flow.payload[side], 0);
  const kind = flows.some((flow) => flow.handshake) ? 'connection' : 'connection attempt';
  const noun = flows.length === 1 ? kind : `${kind}s`;
  return holds(
    `${flows.length} ${noun} on the wire, ${bytes(sum('fromDut'))} out, ${bytes(sum('fromPeer'))} in`,
  );
};
