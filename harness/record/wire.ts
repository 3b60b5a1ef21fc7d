import { z } from 'zod';
import { family } from './parts.js';

/** What a test owes the wire; see {@link file://../plan/suite.ts}. */
export const wireExpectation = z.union([
  z.literal('none'),
  z.object({
    connect: z
      .object({
        outcome: z.enum(['established', 'refused', 'unanswered']),
        count: z.int().positive().optional(),
        family: family.optional(),
      })
      .optional(),
    opened: z
      .array(
        z.object({
          address: z.string(),
          port: z.int(),
          outcome: z.enum(['established', 'refused', 'unanswered']),
        }),
      )
      .readonly()
      .optional(),
    accept: z.object({ count: z.int().positive().optional(), family: family.optional() }).optional(),
    payload: z
      .object({ fromDut: z.int().nonnegative().optional(), toDut: z.int().nonnegative().optional() })
      .optional(),
    links: z.int().positive().optional(),
    /** Statements about frames, in words; each must be found in `asserted` of the test's frames. */
    frames: z.array(z.string()).optional(),
  }),
]);

/** What the wire was ordered to do to a test's frames; see {@link file://../plan/impairment.ts}. */
export const impairmentSchema = z.object({
  seed: z.int().nonnegative(),
  delayUs: z.int().nonnegative().optional(),
  lossPercent: z.number().optional(),
  duplicatePercent: z.number().optional(),
  reorderPercent: z.number().optional(),
  reorderUs: z.int().nonnegative().optional(),
  corruptPercent: z.number().optional(),
  drop: z
    .array(
      z.object({
        from: z.enum(['dut', 'peer']),
        kind: z.enum(['syn', 'syn-ack', 'fin', 'data']),
        first: z.int().positive(),
        last: z.int().positive(),
      }),
    )
    .readonly()
    .optional(),
});

/** What was done to them, by number of frames. */
export const impairedSchema = z.object({
  frames: z.int(),
  lost: z.int(),
  dropped: z.int(),
  duplicated: z.int(),
  reordered: z.int(),
  corrupted: z.int(),
  unsent: z.int(),
});

/** What the hostile host on the wire did. */
export const hostileSchema = z.object({ connections: z.int(), hostile: z.int(), frames: z.int() });

/**
 * One TCP flow as captured on the wire, summed over one test; flows are listed in the order of their first frame.
 * Addresses are textual, without prefix length.
 */
export const tcpFlowSchema = z.object({
  link: z.int().nonnegative(),
  family,
  initiator: z.enum(['dut', 'peer', 'unknown']),
  dut: z.object({ address: z.string(), port: z.int(), mac: z.string() }),
  peer: z.object({ address: z.string(), port: z.int(), mac: z.string() }),
  /** Segments seen with each flag, by who sent them. */
  syn: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  synAck: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  fin: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  rst: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  /** SYN, SYN-ACK and the ACK of it were all seen. */
  handshake: z.boolean(),
  segments: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  /** Payload bytes, counted once a sequence number (retransmissions do not add). */
  payload: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  badChecksums: z.int(),
});

export type TcpFlow = z.infer<typeof tcpFlowSchema>;
