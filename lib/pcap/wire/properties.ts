import type { TracedSegment } from '../connection.js';
import type { Value } from './matcher.js';

/** What can be asked of a segment, by name. */
export const PROPERTIES = {
  /** TTL, or hop limit. */
  ttl: ({ ttl }) => ttl,
  sourceAddress: ({ source }) => source.address,
  sourcePort: ({ source }) => source.port,
  destinationAddress: ({ destination }) => destination.address,
  destinationPort: ({ destination }) => destination.port,
  family: ({ family }) => family,
  /** Payload bytes. */
  length: ({ payload }) => payload.length,
  mss: ({ options }) => options.mss,
  windowScale: ({ options }) => options.windowScale,
  sackPermitted: ({ options }) => options.sackPermitted === true,
  timestamps: ({ options }) => options.timestamps !== undefined,
  /** As in the header. */
  window: ({ window }) => window,
  /** Scaled. */
  windowBytes: ({ windowBytes }) => windowBytes,
  push: ({ psh }) => psh,
  fin: ({ fin }) => fin,
  acknowledges: ({ ack }) => ack,
  checksumsRight: ({ checksumsRight }) => checksumsRight,
  malformedOptions: ({ options }) => options.malformed,
  /** Payload bytes beyond what the other side had said it would take. */
  beyondWindow: ({ offset, payload, limit }) =>
    limit === undefined ? undefined : Math.max(0, offset + payload.length - limit),
  outstanding: ({ outstanding }) => outstanding,
} as const satisfies Readonly<Record<string, (segment: TracedSegment) => Value>>;

export type Property = keyof typeof PROPERTIES;

const NAMES: Partial<Record<Property, string>> = {
  sourceAddress: 'source address',
  sourcePort: 'source port',
  destinationAddress: 'destination address',
  destinationPort: 'destination port',
  length: 'payload length',
  windowScale: 'window scale',
  sackPermitted: 'SACK permitted',
  windowBytes: 'window in bytes',
  acknowledges: 'ACK',
  fin: 'FIN',
  checksumsRight: 'right checksums',
  outstanding: 'bytes outstanding',
  malformedOptions: 'malformed options',
  beyondWindow: 'bytes beyond the window',
};

/** A property's name in words. */
export const nameOf = (property: Property): string => NAMES[property] ?? property;

const FLAGS = [
  ['syn', 'S'],
  ['fin', 'F'],
  ['rst', 'R'],
  ['psh', 'P'],
  ['ack', '.'],
] as const;

/** A segment in one line, much as tcpdump writes it; sequence and acknowledgement numbers count from each SYN. */
export const segmentLine = (segment: TracedSegment): string => {
  const { source, destination, offset, payload, windowBytes, ttl } = segment;
  const flags = FLAGS.flatMap(([flag, letter]) => (segment[flag] ? [letter] : [])).join('');
  const end = (at: { address: string; port: number }): string => `${at.address}.${at.port}`;
  return `${end(source)} > ${end(destination)} [${flags}] ${offset}:${offset + payload.length} win ${windowBytes} ttl ${ttl}`;
};
