import { z } from 'zod';
import { peerConfigSchema } from '../config.js';

/** A link to be watched: the peer's address on it, and the MAC address of the port at its other end. */
const watchSchema = z.strictObject({
  address: z.union([z.ipv4(), z.ipv6()]),
  mac: z.string().regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/),
});
export type Watched = z.infer<typeof watchSchema>;

/** What a harness asks for once it has been let in: services and a capture on its links, for as long as the connection lasts. */
export const orderSchema = z.strictObject({
  serve: peerConfigSchema,
  watch: z.array(watchSchema).nonempty().max(2).optional(),
});
export type Order = z.infer<typeof orderSchema>;

/** What the peer answers: where it listens, or why it does not. */
export const answerSchema = z.union([
  z.strictObject({
    serving: z.array(z.strictObject({ service: z.string(), host: z.string(), port: z.int() })),
  }),
  z.strictObject({ refused: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** What the harness asks of the capture then: a window for each test, its frames kept or only counted. */
export const watchOrderSchema = z.union([
  z.strictObject({ begin: z.string(), keep: z.boolean() }),
  z.strictObject({ end: z.string() }),
]);
export type WatchOrder = z.infer<typeof watchOrderSchema>;

/** What the peer says of it: a line of the capture's, before it the pieces (Base64) of the file with the frames that were kept. */
export const watchAnswerSchema = z.union([
  z.strictObject({ said: z.string() }),
  z.strictObject({ kept: z.string() }),
]);
export type WatchAnswer = z.infer<typeof watchAnswerSchema>;
