import { checklistReport } from './checklist.js';
import { jsonReport } from './json.js';
import type { ReportInput } from './report.js';
import { tapReport } from './tap.js';
import { textReport } from './text.js';
import { verdictPage } from './verdict-page.js';

/** The formats of `report --format`. */
export const REPORT_FORMATS = ['checklist', 'json', 'tap', 'junit', 'text', 'verdict'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Names of the files a run leaves beside `run.jsonl`, by format. */
export const REPORT_FILES = {
  json: 'report.json',
  checklist: 'checklist.md',
  tap: 'results.tap',
  junit: 'junit.xml',
  verdict: 'verdict.md',
} as const satisfies Partial<Record<ReportFormat, string>>;

/** Formats a run writes: the verdict page is about a crate given by its path. */
export const reportFilesOf = ({ record }: ReportInput): readonly (readonly [ReportFormat, string])[] =>
  (Object.entries(REPORT_FILES) as [ReportFormat, string][]).filter(
    ([format]) => format !== 'verdict' || record.crate !== undefined,
  );

/** True for the name of a format. */
export const isReportFormat = (text: string): text is ReportFormat =>
  (REPORT_FORMATS as readonly string[]).includes(text);

/** Writes one format. The libraries behind junit are loaded only for it. */
export const renderReport = async (format: ReportFormat, input: ReportInput): Promise<string> => {
  switch (format) {
    case 'checklist':
      return checklistReport(input);
    case 'json':
      return jsonReport(input);
    case 'tap':
      return tapReport(input);
    case 'text':
      return textReport(input);
    case 'verdict':
      return verdictPage(input);
    case 'junit': {
      const { junitReport } = await import('./junit.js');
      return junitReport(input);
    }
  }
};
