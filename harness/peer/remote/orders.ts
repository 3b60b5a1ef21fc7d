import { z } from 'zod';
import { peerConfigSchema } from '../config.js';

/** What a harness asks for once it has been let in: services, for as long as the connection lasts. */
export const orderSchema = z.strictObject({ serve: peerConfigSchema });
export type Order = z.infer<typeof orderSchema>;

/** What the peer answers: where it listens, or why it does not. */
export const answerSchema = z.union([
  z.strictObject({
    serving: z.array(z.strictObject({ service: z.string(), host: z.string(), port: z.int() })),
  }),
  z.strictObject({ refused: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;
