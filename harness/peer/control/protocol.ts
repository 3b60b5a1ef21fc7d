import { z } from 'zod';
import { PEER_LIMITS } from '../limits.js';

/**
 * One line of the control connection: "connect to me and do this". The device under test sends it over its own TCP, so
 * that its listener can be exercised without any other channel.
 */
export const requestSchema = z.strictObject({
  /** Given back in every answer. */
  id: z.int().nonnegative(),
  connect: z.strictObject({
    host: z.union([z.ipv4(), z.ipv6()]),
    port: z.int().min(1).max(65535),
    /** Local address to connect from; the system chooses when absent. */
    from: z.union([z.ipv4(), z.ipv6()]).optional(),
  }),
  /** See {@link file://./actions.ts}. */
  do: z.enum(['echo', 'send', 'receive', 'hold', 'half-close', 'reset']),
  /** Bytes of pattern each connection sends; default 0. */
  bytes: z.int().min(0).max(PEER_LIMITS.producedBytes).default(0),
  connections: z.int().min(1).max(PEER_LIMITS.controlConnections).default(1),
  timeoutMs: z.int().min(1).max(PEER_LIMITS.controlTimeoutMs).default(20_000),
});
export type ControlRequest = z.infer<typeof requestSchema>;

/** Answers, one a line. `id` is null when the request's could not be read. */
export type ControlReply =
  | { readonly id: number; readonly event: 'connected'; readonly local: string; readonly remote: string }
  | {
      readonly id: number | null;
      readonly event: 'done';
      /** Every connection was made and did all it was to do. */
      readonly ok: boolean;
      /** Payload bytes over all connections: handed to the system, and received. */
      readonly sent: number;
      readonly received: number;
      /** SHA-256 (hex) of what a connection received; absent when connections of one request differ in it. */
      readonly sha256?: string;
      /** The first error: the system's name (`ECONNREFUSED`), or `TIMEOUT`, `MISMATCH`, `BAD_REQUEST`, `TOO_MANY_JOBS`. */
      readonly error?: string;
      readonly message?: string;
    };

/** Reads one request line; an error is a sentence. */
export const parseRequest = (
  line: string,
): { request: ControlRequest } | { id: number | null; problem: string } => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { id: null, problem: 'the line is not JSON' };
  }
  const parsed = requestSchema.safeParse(value);
  if (parsed.success) return { request: parsed.data };
  const id = z.object({ id: z.int().nonnegative() }).safeParse(value);
  const problem = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  return { id: id.success ? id.data.id : null, problem };
};
