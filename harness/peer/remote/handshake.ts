import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Version of what peer and harness say to each other on the control connection. Another one is refused. */
export const PEER_PROTOCOL = 2;

/** Bytes of a challenge; as hexadecimal digits it is twice as long. */
export const CHALLENGE_BYTES = 32;

const hex = z.string().regex(/^[0-9a-f]{64}$/);

/** First line, the peer's. Whoever connects learns no more than that before it has proven itself. */
export const greetingSchema = z.strictObject({
  program: z.literal('dpdk-conformance-peer'),
  protocol: z.int().positive(),
  challenge: hex,
});
export type Greeting = z.infer<typeof greetingSchema>;

/** Second line, the harness's: its own challenge, and the proof that it has the secret. */
export const introductionSchema = z.strictObject({
  protocol: z.int().positive(),
  challenge: hex,
  proof: hex,
});
export type Introduction = z.infer<typeof introductionSchema>;

/** Third line, the peer's: its proof, so that the harness knows whom it talks to; or why not, after which it hangs up. */
export const welcomeSchema = z.union([
  z.strictObject({ welcome: z.literal(true), version: z.string(), proof: hex }),
  z.strictObject({ welcome: z.literal(false), reason: z.string() }),
]);
export type Welcome = z.infer<typeof welcomeSchema>;

/** Who proves something: a proof of one side is of no use to the other. */
export type Side = 'harness' | 'peer';

/** What both sides threw in, as hexadecimal digits. */
export interface Challenges {
  readonly peer: string;
  readonly harness: string;
}

const mac = (secret: string, words: string): string =>
  createHmac('sha256', secret)
    .update(`dpdk-conformance ${String(PEER_PROTOCOL)} ${words}`)
    .digest('hex');

/** Proof of one side that it has the secret: HMAC-SHA-256 (RFC 2104) over its role, the version and both challenges. */
export const proofOf = (secret: string, side: Side, { peer, harness }: Challenges): string =>
  mac(secret, `${side} ${peer} ${harness}`);

/** What seals the lines of one side: whoever has not the secret can neither make a line nor repeat, drop or swap some unnoticed. */
export interface Seal {
  readonly secret: string;
  readonly side: Side;
  readonly challenges: Challenges;
}

/** Seal of a side's line with this number, counted from 0: HMAC-SHA-256 over the side, both challenges, the number and the line. */
export const sealOf = ({ secret, side, challenges }: Seal, number: number, line: string): string =>
  mac(secret, `line ${side} ${challenges.peer} ${challenges.harness} ${String(number)} ${line}`);

/** True when two proofs are the same; takes as long when they are not. */
export const sameProof = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
