import type { WireExpectation } from '../../plan/suite.js';
import type { TcpFlow } from '../../record/wire.js';
import { canonicalAddress } from '../address.js';

type Connect = NonNullable<WireExpectation['connect']>;
type Attempt = NonNullable<WireExpectation['opened']>[number];
type Family = 4 | 6 | undefined;

/** What the wire must show, as the record's schema reads it back (optional fields may be spelled `undefined`). */
export interface ExpectedWire {
  readonly connect?: { outcome: Connect['outcome']; count?: number | undefined; family?: Family } | undefined;
  readonly opened?: readonly Attempt[] | undefined;
  readonly accept?: { count?: number | undefined; family?: Family } | undefined;
  readonly payload?: { fromDut?: number | undefined; toDut?: number | undefined } | undefined;
  readonly links?: number | undefined;
}

const ofFamily = (flow: TcpFlow, family: Family): boolean => family === undefined || flow.family === family;

/** A connection attempt of the device under test, by how it ended on the wire (RFC 9293, 3.5). */
const opened = (flow: TcpFlow, outcome: Connect['outcome']): boolean => {
  if (flow.initiator !== 'dut' || flow.syn.fromDut === 0) return false;
  switch (outcome) {
    case 'established':
      return flow.handshake && flow.synAck.fromPeer > 0;
    case 'refused':
      return !flow.handshake && flow.rst.fromPeer > 0;
    case 'unanswered':
      return !flow.handshake && flow.synAck.fromPeer === 0 && flow.rst.fromPeer === 0;
  }
};

const OUTCOMES = ['established', 'refused', 'unanswered'] as const;

const attempt = ({ address, port, outcome }: Omit<Attempt, 'outcome'> & { outcome: string }): string =>
  `${canonicalAddress(address)} port ${port} ${outcome}`;

/** The connections the device under test opened, in order, when they are not exactly the expected ones. */
const misordered = (expected: readonly Attempt[], flows: readonly TcpFlow[]): readonly string[] => {
  const seen = flows
    .filter((flow) => flow.initiator === 'dut' && flow.syn.fromDut > 0)
    .map((flow) =>
      attempt({ ...flow.peer, outcome: OUTCOMES.find((outcome) => opened(flow, outcome)) ?? 'unfinished' }),
    );
  const wanted = expected.map(attempt);
  if (seen.length === wanted.length && seen.every((text, index) => text === wanted[index])) return [];
  return [
    `saw the device under test open, in order: ${seen.join(', ') || 'nothing'}; expected: ${wanted.join(', ')}`,
  ];
};

const accepted = (flow: TcpFlow): boolean =>
  flow.initiator === 'peer' && flow.syn.fromPeer > 0 && flow.synAck.fromDut > 0 && flow.handshake;

const short = (what: string, seen: number, wanted: number): string[] =>
  seen >= wanted
    ? []
    : [`saw ${seen} ${what} on the wire; expected ${wanted === 1 ? 'one' : `${wanted}`} or more`];

const version = (family: Family): string => (family === undefined ? '' : `IPv${family} `);

/**
 * Everything the expectation states and the flows do not show, in words; empty when all of it holds.
 * @param flows flows of the device under test on this lane only (see `isLabFlow`).
 */
export const unmetOnWire = (expected: ExpectedWire, flows: readonly TcpFlow[]): readonly string[] => {
  const { connect, accept, payload } = expected;
  // Only of connections that began in this test: what an earlier one left, the peer may still be sending again.
  const sum = (side: 'fromDut' | 'fromPeer'): number =>
    flows.reduce((total, flow) => total + (flow.handshake ? flow.payload[side] : 0), 0);
  const begun = flows.filter((flow) => flow.syn.fromDut > 0 || flow.handshake);
  const links = new Set(begun.filter((flow) => flow.segments.fromDut > 0).map((flow) => flow.link)).size;
  return [
    ...short('port(s) of the lab with a TCP segment from the device under test', links, expected.links ?? 1),
    ...(connect === undefined
      ? []
      : short(
          `${connect.outcome} ${version(connect.family)}connection(s) opened by the device under test`,
          flows.filter((flow) => ofFamily(flow, connect.family) && opened(flow, connect.outcome)).length,
          connect.count ?? 1,
        )),
    ...(expected.opened === undefined ? [] : misordered(expected.opened, flows)),
    ...(accept === undefined
      ? []
      : short(
          `${version(accept.family)}connection(s) of the peer accepted by the device under test`,
          flows.filter((flow) => ofFamily(flow, accept.family) && accepted(flow)).length,
          accept.count ?? 1,
        )),
    ...short('payload byte(s) from the device under test', sum('fromDut'), payload?.fromDut ?? 0),
    ...short('payload byte(s) to the device under test', sum('fromPeer'), payload?.toDut ?? 0),
  ];
};
