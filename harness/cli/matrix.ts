import { resolve } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { readChecked } from '../../lib/files/structured.js';
import { reportData } from '../report/json.js';
import { reportSchema, type Report } from '../report/json-shape.js';
import { isMatrixFormat, MATRIX_FORMATS, renderMatrix } from '../report/matrix/formats.js';
import { readRecord } from './report-of.js';
import { unknownFormat } from './unknown-format.js';

/** The report of a run: judged from its record, or, where a `.json` is named, as the run wrote it. */
const readReport = async (cwd: string, from: string): Promise<Result<Report, Cause>> => {
  if (!from.endsWith('.json')) {
    const input = await readRecord(cwd, from);
    return input.ok ? ok(reportData(input.value)) : input;
  }
  const report = await readChecked(resolve(cwd, from), reportSchema);
  if (report.ok) return report;
  return err({
    id: 'report-invalid',
    seen: report.error.message,
    expected: 'the report.json that a run wrote',
    fix: 'name the run.jsonl beside it: it is the record the report was made from',
  });
};

/** The matrix of several runs, as text of one format. */
export const matrixOfRuns = async (
  cwd: string,
  records: readonly string[],
  format: string,
): Promise<Result<string, Cause>> => {
  if (!isMatrixFormat(format)) return err(unknownFormat(format, MATRIX_FORMATS));
  const reports: Report[] = [];
  for (const record of records) {
    const report = await readReport(cwd, record);
    if (!report.ok) return report;
    reports.push(report.value);
  }
  return ok(renderMatrix(format, reports));
};
