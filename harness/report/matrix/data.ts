import type { CriterionVerdict, Profile } from '../../criteria/verdict.js';
import type { Report } from '../json-shape.js';
import { cellOf, type MatrixCell } from './cell.js';

/** One subject of a matrix: whose record it is, and how the whole of it came out. */
export interface MatrixSubject {
  /** Name and version; numbered where two records are of the same. */
  readonly label: string;
  readonly subject: Report['subject'];
  readonly harnessVersion: string | null;
  readonly profile: Profile | null;
  readonly run: Report['run'];
  readonly notices: readonly string[];
  readonly causes: Report['causes'];
  /** Verdicts of the 24. */
  readonly summary: Report['summary'];
  readonly testSummary: Report['testSummary'];
}

/** One criterion, with a cell for each subject in their order; null where the record does not know it. */
export interface MatrixRow {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly cells: readonly (MatrixCell | null)[];
}

/** Criteria × subjects; what `matrix --format json` prints. Fields are only ever added. */
export interface Matrix {
  readonly schemaVersion: 1;
  readonly subjects: readonly MatrixSubject[];
  readonly criteria: readonly MatrixRow[];
  readonly beyond: readonly MatrixRow[];
}

const nameOf = ({ subject }: Report): string => {
  if (subject === null) return 'unknown';
  return subject.version === undefined ? subject.name : `${subject.name} ${subject.version}`;
};

/** Names that are told apart: the second of one name is `name (2)`. */
const labels = (names: readonly string[]): readonly string[] =>
  names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });

const rowsOf = (reports: readonly Report[], part: 'criteria' | 'beyond'): readonly MatrixRow[] => {
  const known = new Map(
    reports.flatMap((report) => report[part].map((criterion) => [criterion.id, criterion] as const)),
  );
  return [...known.values()].map(({ id, title, kind }) => ({
    id,
    title,
    kind,
    cells: reports.map((report) => {
      const criterion = report[part].find((one) => one.id === id);
      return criterion === undefined ? null : cellOf(criterion, report.tests);
    }),
  }));
};

/** Sets the reports of several runs side by side. Verdicts are those of each report: nothing is judged anew, nothing is added up over subjects. */
export const matrixOf = (reports: readonly Report[]): Matrix => {
  const named = labels(reports.map(nameOf));
  return {
    schemaVersion: 1,
    subjects: reports.map((report, index) => ({
      label: named[index] ?? '',
      subject: report.subject,
      harnessVersion: report.harnessVersion,
      profile: report.profile,
      run: report.run,
      notices: report.notices,
      causes: report.causes,
      summary: report.summary,
      testSummary: report.testSummary,
    })),
    criteria: rowsOf(reports, 'criteria'),
    beyond: rowsOf(reports, 'beyond'),
  };
};

/** How many of some rows have a verdict, for the subject of that index. */
export const countOf = (rows: readonly MatrixRow[], index: number, verdict: CriterionVerdict): number =>
  rows.filter(({ cells }) => cells[index]?.verdict === verdict).length;
