/** Captures of Ethernet, and statements about the TCP in them. Pure: nothing here reads a file. */
export { CaptureReader } from './file/reader.js';
export { TraceBuilder, type Trace } from './trace.js';
export { evaluate, type Assertion, type Scene } from './wire/assertion.js';
export { connection, type Connections } from './wire/connections.js';
export { data, fin, keepAlive, pureAck, rst, segment, syn, synAck } from './wire/kinds.js';
export { absent, atLeast, atMost, between } from './wire/matcher.js';
export type { Segments } from './wire/segments.js';
export { everyoneBut, station, type Who } from './wire/station.js';
export { stream, type Streams } from './wire/streams.js';
