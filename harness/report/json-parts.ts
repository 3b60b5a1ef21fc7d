import type { RunRecord } from '../record/record.js';
import type { Report } from './json-shape.js';

/** The runs a merged record is of, as report.json shows them; nothing for the record of one run. */
export const partsOfReport = ({ parts }: RunRecord): Pick<Report, 'parts'> =>
  parts.length === 0
    ? {}
    : {
        parts: parts.map(({ run, host, finished, interrupted, tests }) => ({
          id: run?.runId ?? null,
          started: run?.time ?? null,
          durationMs: finished?.durationMs ?? null,
          finished: finished !== undefined,
          interrupted: interrupted?.signal ?? null,
          host: host?.facts ?? null,
          suites: run?.suites ?? [],
          criteria: run?.criteria ?? null,
          tests: tests.length,
        })),
      };
