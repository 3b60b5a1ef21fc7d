import { createHash } from 'node:crypto';
import { mergeRecords } from '../../harness/record/merge.js';
import { parseRecord } from '../../harness/record/parse.js';
import type { RunEvent } from '../../harness/record/event.js';
import { reportInputFromText } from '../../harness/report/from-record.js';
import type { ReportInput } from '../../harness/report/report.js';

/** The text of a record with these events. */
export const recordText = (events: readonly RunEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** The events as those of another run. */
export const asRun = (runId: string, events: readonly RunEvent[]): RunEvent[] =>
  events.map((event) => (event.event === 'run-started' ? { ...event, runId } : event));

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Merges texts of records, called A, B and so on; the words of the cause where they are refused. */
export const mergeTexts = (texts: readonly string[]) =>
  mergeRecords(
    texts.map((text, index) => {
      const parsed = parseRecord(text);
      if (!parsed.ok) throw new Error(parsed.error.message);
      return { name: String.fromCharCode(65 + index), parsed: parsed.value };
    }),
    sha256Of,
  );

/** The merged record of runs with these events, as text. Throws where they are refused. */
export const mergedText = (runs: readonly (readonly RunEvent[])[]): string => {
  const merged = mergeTexts(runs.map(recordText));
  if (!merged.ok) throw new Error(`${merged.error.id}: ${merged.error.seen}`);
  return merged.value.text;
};

/** A record of text, judged. */
export const judgedText = (text: string): ReportInput => {
  const input = reportInputFromText(text);
  if (!input.ok) throw new Error(`line ${input.error.line}: ${input.error.message}`);
  return input.value;
};

/** The merge of runs with these events, judged. */
export const mergedRuns = (...runs: readonly (readonly RunEvent[])[]): ReportInput =>
  judgedText(mergedText(runs));
