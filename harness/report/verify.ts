import { splitRecord } from '../record/split.js';
import { parseRecord } from '../record/parse.js';
import { renderReport, reportFilesOf } from './formats.js';
import type { ReportInput } from './report.js';

/** Something in the folder of a run that its record does not bear out. */
export interface Discrepancy {
  /** Relative to the folder. */
  readonly file: string;
  readonly problem: string;
}

/** The folder of a run beside its record. Names are relative to it. */
export interface Bundle {
  /** Content of a file; undefined when it is not there. */
  readonly text: (name: string) => Promise<string | undefined>;
  readonly exists: (name: string) => boolean;
  /** SHA-256 of a text, in lower-case hex. */
  readonly sha256: (text: string) => string;
}

const RECORD = 'run.jsonl';

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** First place where two texts differ, as a line number; they are not the same. */
const firstDifference = (a: string, b: string): number => {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return lineOf(a, index);
};

const reports = async (input: ReportInput, { text }: Bundle): Promise<readonly Discrepancy[]> => {
  const found: Discrepancy[] = [];
  for (const [format, file] of reportFilesOf(input)) {
    const is = await text(file);
    const wanted = await renderReport(format, input);
    if (is === undefined) found.push({ file, problem: 'is missing' });
    else if (is !== wanted)
      found.push({
        file,
        problem: `is not what the record says: line ${String(firstDifference(is, wanted))} is another`,
      });
  }
  return found;
};

/** Files the record names as evidence, or as what a test printed. */
const named = ({ record }: ReportInput): readonly string[] =>
  record.tests.flatMap(({ frames, finished }) => [
    ...frames.flatMap(({ capture }) => (capture === undefined ? [] : [capture])),
    ...finished.flatMap(({ output }) => [output.stdout, output.stderr]),
  ]);

/** Parts of a merged record whose lines are not those that were merged. */
const alteredParts = async ({ text, sha256 }: Bundle): Promise<readonly Discrepancy[]> => {
  const parsed = parseRecord((await text(RECORD)) ?? '');
  const header = parsed.ok ? parsed.value.events[0] : undefined;
  if (!parsed.ok || header?.event !== 'merged') return [];
  return splitRecord({ name: RECORD, parsed: parsed.value }, 0).flatMap(({ lines }, index) =>
    sha256(lines.map((line) => `${line}\n`).join('')) === header.parts[index]?.sha256
      ? []
      : [{ file: RECORD, problem: `part ${index + 1} is not as it was when it was merged` }],
  );
};

/**
 * Holds the folder of a run against its record: every report must be the one that follows from it, byte for byte, every file it names must
 * be there, and it must have an end.
 */
export const verifyBundle = async (input: ReportInput, bundle: Bundle): Promise<readonly Discrepancy[]> => [
  ...(input.record.finished === undefined
    ? [{ file: RECORD, problem: 'has no end: the run was cut off' }]
    : []),
  ...(await alteredParts(bundle)),
  ...(await reports(input, bundle)),
  ...named(input)
    .filter((file) => !bundle.exists(file))
    .map((file) => ({ file, problem: 'is missing, though the record names it' })),
];
