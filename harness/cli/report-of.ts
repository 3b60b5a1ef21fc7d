import { join, resolve } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { isDirectory } from '../../lib/files/stat.js';
import { readText } from '../../lib/files/text.js';
import { isReportFormat, renderReport, REPORT_FORMATS } from '../report/formats.js';
import type { RecordProblem } from '../record/parse.js';
import { reportInputFromText } from '../report/from-record.js';
import type { ReportInput } from '../report/report.js';
import { unknownFormat } from './unknown-format.js';

/** A record as it lies on the disk. */
export interface RecordText {
  /** Absolute path of its file. */
  readonly path: string;
  readonly text: string;
}

/** Reads the text of a record from disk. `from` may be its folder. */
export const readRecordText = async (cwd: string, from: string): Promise<Result<RecordText, Cause>> => {
  const given = resolve(cwd, from);
  const path = isDirectory(given) ? join(given, 'run.jsonl') : given;
  const text = await readText(path);
  if (text.ok) return ok({ path, text: text.value });
  return err({
    id: 'record-unreadable',
    seen: text.error.message,
    expected: 'the run.jsonl that a run wrote',
    fix: 'name the record of a run: --from DIR/run.jsonl',
  });
};

/** Why a text is no record. */
export const invalidRecord = (path: string, { line, message }: RecordProblem): Cause => ({
  id: 'record-invalid',
  seen: `line ${line} of ${path}: ${message}`,
  expected: 'a record as the run wrote it',
  fix: 'use an untouched copy of the record',
});

/** Reads a record from disk, folds and judges it. `from` may be its folder. */
export const readRecord = async (cwd: string, from: string): Promise<Result<ReportInput, Cause>> => {
  const read = await readRecordText(cwd, from);
  if (!read.ok) return read;
  const input = reportInputFromText(read.value.text);
  return input.ok ? input : err(invalidRecord(read.value.path, input.error));
};

/** One report from a record, as text. */
export const reportOf = async (cwd: string, from: string, format: string): Promise<Result<string, Cause>> => {
  if (!isReportFormat(format)) return err(unknownFormat(format, REPORT_FORMATS));
  const input = await readRecord(cwd, from);
  return input.ok ? ok(await renderReport(format, input.value)) : input;
};
