import { ok, type Result } from '../../lib/core/result.js';
import { judge } from '../criteria/judge.js';
import type { RunEvent } from '../record/event.js';
import { foldRecord } from '../record/fold.js';
import { parseRecord, type RecordProblem } from '../record/parse.js';
import type { ReportInput } from './report.js';

/** Reads, folds and judges the text of a `run.jsonl`: the way of `report --from`. */
export const reportInputFromText = (text: string): Result<ReportInput, RecordProblem> => {
  const parsed = parseRecord(text);
  if (!parsed.ok) return parsed;
  const record = foldRecord(parsed.value.events, parsed.value.notes);
  return ok({ record, judgement: judge(record) });
};

/**
 * Folds and judges the events of a live run by the same way, through their text: so the live report and the one of the
 * record are the same byte for byte. Throws when an event is not as its schema wants it: that is a bug of its writer.
 */
export const reportInput = (events: readonly RunEvent[]): ReportInput => {
  const input = reportInputFromText(events.map((event) => JSON.stringify(event)).join('\n'));
  if (!input.ok) throw new Error(`event ${input.error.line} of the live run: ${input.error.message}`);
  return input.value;
};
