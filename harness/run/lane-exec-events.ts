import { z } from 'zod';

const process = z.object({ pid: z.int(), command: z.string() });

/** What `lane-exec` says on descriptor 3, one JSON object a line (lib/native/src/exec/event.rs); members not used here are let through. */
const laneEventSchema = z.discriminatedUnion('event', [
  z.looseObject({
    event: z.literal('isolation'),
    when: z.enum(['before', 'after']),
    interfaces: z.array(z.string()),
    addresses: z.array(z.string()),
    routes: z.array(z.string()),
    kernelTcp: z.object({
      activeOpens: z.int(),
      passiveOpens: z.int(),
      inSegs: z.int(),
      outSegs: z.int(),
    }),
    changes: z.array(z.string()),
  }),
  z.looseObject({ event: z.literal('started'), pid: z.int() }),
  z.looseObject({
    event: z.literal('eal'),
    pid: z.int(),
    version: z.string(),
    hugepagesKb: z.int(),
    ports: z.array(z.object({ name: z.string(), mac: z.string() })),
    parameters: z.array(z.string()),
    library: z.string().optional(),
    executable: z.string().optional(),
    problem: z.string().optional(),
    held: z.array(z.object({ kind: z.string(), name: z.string() })).optional(),
  }),
  z.looseObject({
    event: z.literal('counters'),
    pid: z.int(),
    samples: z.int(),
    sent: z.int(),
    beside: z.int(),
  }),
  z.looseObject({ event: z.literal('exited'), code: z.int() }),
  z.looseObject({ event: z.literal('signaled'), signal: z.string() }),
  z.looseObject({ event: z.literal('crowded'), threads: z.int() }),
  z.looseObject({ event: z.literal('leaked'), processes: z.array(process) }),
  z.looseObject({
    event: z.literal('trace'),
    bytes: z.int(),
    droppedBytes: z.int(),
    ended: z.boolean(),
  }),
  z.looseObject({ event: z.literal('killed'), by: z.string() }),
  z.looseObject({
    event: z.literal('finished'),
    stdoutBytes: z.int(),
    stderrBytes: z.int(),
    droppedBytes: z.int(),
    durationMs: z.number(),
  }),
  z.looseObject({ event: z.literal('failed'), step: z.string(), error: z.string() }),
]);

/** One event of `lane-exec`. */
export type LaneEvent = z.infer<typeof laneEventSchema>;

/** One of them by its name. */
export type LaneEventOf<N extends LaneEvent['event']> = Extract<LaneEvent, { event: N }>;

/** Reads one line; undefined when it is no event (then something is wrong with the launcher). */
export const parseLaneEvent = (line: string): LaneEvent | undefined => {
  try {
    const parsed = laneEventSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};
