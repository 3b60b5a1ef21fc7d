import type { Trace } from '../../lib/pcap/index.js';

type Connection = Trace['connections'][number];

/**
 * True for what is left of a connection of an earlier test: the peer, whose stack outlives the tests, goes on with a connection of which the
 * device, whose stack is a new one, knows nothing. Nobody opens it, the peer speaks first, and the device has no word for it but resets
 * (RFC 9293, 3.10.7.1).
 */
const isLeftover = ({ segments, opener }: Connection, device: readonly string[]): boolean =>
  !device.includes(opener.address) &&
  segments.every(
    ({ syn, source, rst, payload }) =>
      !syn && (!device.includes(source.address) || (rst && payload.length === 0)),
  );

/** A trace without what is left of earlier tests, which is no work of this one. `device`: its addresses. */
export const withoutLeftovers = (trace: Trace, device: readonly string[]): Trace => {
  const connections = trace.connections.filter((connection) => !isLeftover(connection, device));
  if (connections.length === trace.connections.length) return trace;
  const kept = new Set(connections);
  return { ...trace, connections, segments: trace.segments.filter(({ connection }) => kept.has(connection)) };
};
