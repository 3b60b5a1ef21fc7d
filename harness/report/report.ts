import type { Judgement } from '../record/judgement.js';
import type { RunRecord } from '../record/record.js';

/** What every report is made of; nothing else reaches it, so a report of the record equals the live one byte for byte. */
export interface ReportInput {
  readonly record: RunRecord;
  readonly judgement: Judgement;
}
