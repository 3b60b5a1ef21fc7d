import { z } from 'zod';
import { time } from './parts.js';

/** How a test's process ended. */
export const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), code: z.int() }),
  z.object({ kind: z.literal('signaled'), signal: z.string() }),
  z.object({ kind: z.literal('timeout'), limitMs: z.number() }),
  z.object({ kind: z.literal('not-started'), reason: z.string() }),
]);

/** Where a test's output is kept, and how much there was. */
export const outputSchema = z.object({
  stdout: z.string(),
  stderr: z.string(),
  stdoutBytes: z.int(),
  stderrBytes: z.int(),
  droppedBytes: z.int(),
});

/** Beginning and end of a test. */
export const TEST_EVENTS = [
  z.object({
    event: z.literal('test-started'),
    time,
    test: z.string(),
    lane: z.int().nonnegative(),
    cores: z.array(z.int()),
    /** SHA-256 of the executable that was started: a verdict belongs to what was built in this run. */
    executableSha256: z.string(),
  }),
  z.object({
    event: z.literal('test-finished'),
    time,
    test: z.string(),
    durationMs: z.number(),
    outcome: outcomeSchema,
    /** What libtest said: tests run, passed, failed, ignored; absent when it printed no result line. */
    counts: z.object({ passed: z.int(), failed: z.int(), ignored: z.int(), filteredOut: z.int() }).optional(),
    /** Names of the tests libtest reported, with their result. */
    reported: z.array(z.object({ name: z.string(), result: z.enum(['ok', 'failed', 'ignored']) })),
    leaked: z.array(z.object({ pid: z.int(), command: z.string() })),
    output: outputSchema,
    /** Panic message or last lines, for people; at most 4 KiB. */
    message: z.string().optional(),
  }),
  /** Results of parts that a test ran inside itself, as it printed them. */
  z.object({
    event: z.literal('subtests'),
    time,
    test: z.string(),
    results: z.array(
      z.object({
        name: z.string(),
        result: z.enum(['passed', 'failed', 'skipped']),
        /** Its own words. */
        reason: z.string().optional(),
        /** Criteria whose name it bears. */
        criteria: z.array(z.string()),
      }),
    ),
  }),
] as const;
