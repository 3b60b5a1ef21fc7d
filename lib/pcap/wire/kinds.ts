import type { TracedSegment } from '../connection.js';
import { Segments } from './segments.js';

const kind = (noun: string, keep: (segment: TracedSegment) => boolean): (() => Segments) => {
  const step = (all: readonly TracedSegment[]): readonly TracedSegment[] => all.filter(keep);
  return () => new Segments(noun, [], [step]);
};

/** Any TCP segment, those with wrong checksums among them. */
export const segment = kind('segment', () => true);
/** The first segment of an attempt to connect. */
export const syn = kind('SYN', ({ syn, ack }) => syn && !ack);
export const synAck = kind('SYN-ACK', ({ syn, ack }) => syn && ack);
export const fin = kind('FIN', ({ fin }) => fin);
export const rst = kind('RST', ({ rst }) => rst);
/** A segment with payload, but for the byte of a keep-alive probe. */
export const data = kind(
  'data segment',
  ({ payload, rst, offset, sentBefore }) =>
    payload.length > 0 && !rst && !(payload.length <= 1 && offset === sentBefore - 1),
);
/** Nothing but an acknowledgement. */
export const pureAck = kind(
  'bare ACK',
  ({ payload, syn, fin, rst, ack, offset, sentBefore }) =>
    ack && !syn && !fin && !rst && payload.length === 0 && offset >= sentBefore,
);
/** RFC 9293, 3.8.4: the number before the next one to be sent, with no payload or one byte of it. */
export const keepAlive = kind(
  'keep-alive probe',
  ({ payload, syn, fin, rst, offset, sentBefore }) =>
    !syn && !fin && !rst && payload.length <= 1 && offset === sentBefore - 1 && sentBefore >= 0,
);
