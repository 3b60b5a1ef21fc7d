/**
 * Every bound of the peer in one place. The peer serves whatever a test sends, however wrong:
 * no connection, request or byte count is open-ended.
 */
export const PEER_LIMITS = {
  /** Open connections of one listening socket; the next one is reset at once. */
  connections: 1024,
  /** Life of one connection in milliseconds; then it is reset, busy or not. */
  connectionLifeMs: 120_000,
  /** Bytes one connection may be asked to produce (source, send, echo over control). */
  producedBytes: 1 << 30,
  /** Bytes the half-close service keeps in memory to send back. */
  keptBytes: 1 << 20,
  /** Bytes of one line on the control connection. */
  controlLineBytes: 64 << 10,
  /** Requests in progress on one control connection. */
  controlJobs: 64,
  /** Answers waiting to be read on one control connection, in bytes; above it the connection is reset. */
  controlBacklogBytes: 1 << 20,
  /** Connections one control request may ask for. */
  controlConnections: 256,
  /** Longest time one control request may take, in milliseconds. */
  controlTimeoutMs: 60_000,
  /** How long the slow reader rests before it takes anything, in milliseconds; then what it takes in one go, in bytes, and how long it rests after that. */
  slowStartMs: 100,
  slowReadBytes: 4096,
  slowPauseMs: 5,
  /** Bytes of an HTTP request's head. */
  httpHeaderBytes: 8 << 10,
} as const;
