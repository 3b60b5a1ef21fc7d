import { assertionsPassed, countClaims } from '../criteria/claims.js';
import { countCriteria, countTests } from '../criteria/count.js';
import { evidenceSummary } from './evidence-summary.js';
import { noticesOf } from './header.js';
import { REPORT_SCHEMA_VERSION, type Report } from './json-shape.js';
import { partsOfReport } from './json-parts.js';
import type { ReportInput } from './report.js';
import { seenOf } from './seen.js';

const testsOf = ({ record, judgement }: ReportInput): Report['tests'] =>
  seenOf(record, judgement.tests).flatMap((seen, index) => {
    const judged = judgement.tests[index];
    if (seen === undefined || judged === undefined) return [];
    const { id, suite, name, criteria, verdict, durationMs, reasons, part } = judged;
    const { binary } = seen.planned;
    return [
      {
        id,
        suite,
        binary,
        name,
        criteria,
        verdict,
        durationMs,
        reasons,
        ...(part === undefined ? {} : { part }),
        assertionsPassed: assertionsPassed(seen),
        evidence: evidenceSummary(seen),
      },
    ];
  });

/** The content of report.json; see docs/reference/report.schema.json. */
export const reportData = (input: ReportInput): Report => {
  const { record, judgement } = input;
  const counts = countCriteria(judgement.criteria);
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    harnessVersion: record.run?.harnessVersion ?? null,
    subject: record.run?.subject ?? null,
    profile: record.run?.profile ?? null,
    host: record.host?.facts ?? null,
    run: {
      id: record.run?.runId ?? null,
      started: record.run?.time ?? null,
      durationMs: record.finished?.durationMs ?? null,
      finished: record.finished !== undefined,
      interrupted: record.interrupted?.signal ?? null,
    },
    ...partsOfReport(record),
    notices: [...noticesOf(record)],
    causes: judgement.causes,
    summary: {
      met: counts.met,
      failed: counts.failed,
      unproven: counts.unproven,
      blocked: counts.blocked,
      inconclusive: counts.inconclusive,
      awaitingReview: counts['awaiting-review'],
    },
    testSummary: {
      planned: judgement.tests.length,
      verdicts: { ...countTests(judgement.tests) },
      assertions: countClaims(record, judgement),
    },
    criteria: judgement.criteria,
    beyond: judgement.beyond,
    tests: testsOf(input),
  };
};

/** `report.json` as text. */
export const jsonReport = (input: ReportInput): string => `${JSON.stringify(reportData(input), null, 2)}\n`;
