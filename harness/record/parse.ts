import { err, ok, type Result } from '../../lib/core/result.js';
import { eventSchema, type RunEvent } from './event.js';
import { misplaced } from './order.js';
import { RECORD_VERSION } from './version.js';

/** The events of a record and what is odd about its text. */
export interface ParsedRecord {
  readonly events: readonly RunEvent[];
  /** The line of each event as it stands in the file. */
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** A line that is no event. `line` counts from 1. */
export interface RecordProblem {
  readonly line: number;
  readonly message: string;
}

const json = (line: string): Result<unknown, string> => {
  try {
    return ok(JSON.parse(line) as unknown);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
};

const newerVersion = (value: unknown): number | undefined => {
  if (typeof value !== 'object' || value === null || !('recordVersion' in value)) return undefined;
  const version = value.recordVersion;
  return typeof version === 'number' && version > RECORD_VERSION ? version : undefined;
};

const event = (value: unknown): Result<RunEvent, string> => {
  const newer = newerVersion(value);
  if (newer !== undefined) {
    return err(
      `saw record version ${newer}; expected ${RECORD_VERSION} or less; read it with a later dpdk-conformance`,
    );
  }
  const parsed = eventSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? 'the line' : issue.path.join('.');
  return err(`${where} is not as the record's schema wants it: ${issue?.message ?? 'unknown reason'}`);
};

/**
 * Reads the text of a `run.jsonl`. A last line that is not whole JSON is what a killed writer leaves: it is left out and
 * noted. Any other line that is no event is a {@link RecordProblem}: a record is either read in full or not at all.
 */
export const parseRecord = (text: string): Result<ParsedRecord, RecordProblem> => {
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
  const filled = lines.filter(({ line }) => line.trim() !== '');
  const events: RunEvent[] = [];
  const read: typeof filled = [];
  const notes: string[] = filled.length === 0 ? ['the record is empty'] : [];
  for (const [index, { line, number }] of filled.entries()) {
    const value = json(line);
    if (!value.ok) {
      if (index < filled.length - 1) {
        return err({
          line: number,
          message: `not JSON (${value.error}); expected one event a line; the file was changed after it was written`,
        });
      }
      notes.push(`the last line (${number}) is torn: the run ended while it was written`);
      continue;
    }
    const parsed = event(value.value);
    if (!parsed.ok) return err({ line: number, message: parsed.error });
    events.push(parsed.value);
    read.push({ line, number });
  }
  const wrong = misplaced(events);
  if (wrong !== undefined) return err({ line: read[wrong.index]?.number ?? 0, message: wrong.message });
  return ok({ events, lines: read.map(({ line }) => line), notes });
};
