import { z } from 'zod';
import { BUILD_EVENTS } from './build-events.js';
import { EVIDENCE_EVENTS } from './evidence-events.js';
import { EXAMINED_EVENTS } from './examined-events.js';
import { MERGED_EVENTS } from './merged-event.js';
import { PLAN_EVENTS } from './plan-events.js';
import { RUN_EVENTS } from './run-events.js';
import { TEST_EVENTS } from './test-events.js';

/**
 * The record of a run: `run.jsonl`, append-only, one of these events a line, fsynced at test boundaries.
 * Judging, reports and the matrix are pure functions of it; nothing else is kept.
 */
export const eventSchema = z.discriminatedUnion('event', [
  ...PLAN_EVENTS,
  ...BUILD_EVENTS,
  ...EXAMINED_EVENTS,
  ...TEST_EVENTS,
  ...EVIDENCE_EVENTS,
  ...RUN_EVENTS,
  ...MERGED_EVENTS,
]);

export type RunEvent = z.infer<typeof eventSchema>;
/** One member of {@link RunEvent} by its name. */
export type EventOf<N extends RunEvent['event']> = Extract<RunEvent, { event: N }>;
