import { z } from 'zod';
import { cause, time } from './parts.js';

/** What ends a run, or keeps it from going on. */
export const RUN_EVENTS = [
  /** A cause that keeps the named scope from going on. `host`: nothing can run. */
  z.object({
    event: z.literal('blocked'),
    time,
    scope: z.enum(['host', 'subject', 'suite', 'lane', 'test']),
    suite: z.string().optional(),
    test: z.string().optional(),
    cause,
  }),
  z.object({ event: z.literal('interrupted'), time, signal: z.string() }),
  z.object({
    event: z.literal('restored'),
    time,
    undone: z.int(),
    /** What could not be put back, in words; empty when the host is as it was. */
    differences: z.array(z.string()),
  }),
  z.object({ event: z.literal('run-finished'), time, durationMs: z.number() }),
] as const;
