import { z } from 'zod';
import { time } from './parts.js';
import { RECORD_VERSION } from './version.js';

/**
 * First line of a record that was merged from those of several runs. The lines of each part follow as they stood in its own record, one part
 * after the other.
 */
export const MERGED_EVENTS = [
  z.object({
    event: z.literal('merged'),
    recordVersion: z.literal(RECORD_VERSION),
    /** Of the last event of all parts: the same parts make the same record whenever they are merged. */
    time,
    parts: z
      .array(
        z.object({
          runId: z.string(),
          /** Folder of the files its events name, relative to this record. */
          directory: z.string(),
          /** Lines it has. */
          events: z.int().positive(),
          /** Over these lines, each with its line feed: that of its own `run.jsonl`, unless the last line of that was torn. */
          sha256: z.string(),
          /** What was odd about its text. */
          notes: z.array(z.string()),
        }),
      )
      .min(1),
    /** What was odd about the merge. */
    notes: z.array(z.string()),
  }),
] as const;
