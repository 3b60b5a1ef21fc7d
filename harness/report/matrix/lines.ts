import { UNSUPPORTED } from '../../criteria/own-causes.js';
import { count } from '../words.js';
import { cellText } from './cell.js';
import { countOf, type Matrix, type MatrixRow } from './data.js';

/** What stands beside the cells, in the words all formats share. */
export const LEGEND =
  'A cell: the verdict; tests passed of planned; statements about frames that held of those made; tests whose assertions held and that the evidence rejects; tests that do not compile against the subject.';

/** One row of cells, with its label. */
export interface MatrixLine {
  readonly label: string;
  readonly cells: readonly string[];
}

/** The cells of a row, in words. */
export const cellTexts = ({ kind, cells }: MatrixRow): readonly string[] =>
  cells.map((cell) => cellText(cell, kind));

const line = (row: MatrixRow): MatrixLine => ({ label: row.id, cells: cellTexts(row) });

/** Criteria, then those beyond the list. */
export const criterionLines = ({ criteria, beyond }: Matrix): readonly MatrixLine[] =>
  [...criteria, ...beyond].map(line);

/** The sums below the cells. */
export const sumLines = ({ subjects, criteria, beyond }: Matrix): readonly MatrixLine[] => {
  const met = (rows: readonly MatrixRow[]): readonly string[] =>
    subjects.map((_, index) => `${countOf(rows, index, 'met')}/${rows.length} met`);
  return [
    { label: 'criteria', cells: met(criteria) },
    ...(beyond.length === 0 ? [] : [{ label: 'beyond', cells: met(beyond) }]),
    {
      label: 'tests',
      cells: subjects.map(({ testSummary }) => `${testSummary.verdicts.pass}/${testSummary.planned} passed`),
    },
    {
      label: 'assertions',
      cells: subjects.map(
        ({ testSummary: { assertions } }) => `${assertions.passed} held, ${assertions.rejected} rejected`,
      ),
    },
  ];
};

/** What bends a column: an unfinished run, a cause that blocked it, a notice of its report. What it lacks is told apart: {@link lacks}. */
export const remarks = ({ subjects }: Matrix): readonly string[] =>
  subjects.flatMap(({ label, run, causes, notices }) => [
    ...(run.finished ? [] : [`${label}: its run did not end`]),
    ...causes.filter(({ id }) => id !== UNSUPPORTED).map(({ id, seen }) => `${label}: ${id}: ${seen}`),
    ...notices.map((notice) => `${label}: ${notice}`),
  ]);

/** What each subject lacks, and how many tests that keeps from compiling. */
export const lacks = ({ subjects, criteria, beyond }: Matrix): readonly string[] =>
  subjects.flatMap(({ label }, index) => {
    const missing = new Map<string, Set<string>>();
    for (const { cells } of [...criteria, ...beyond])
      for (const { missing: what, tests } of cells[index]?.unsupported ?? [])
        missing.set(what, new Set([...(missing.get(what) ?? []), ...tests]));
    return [...missing].map(([what, tests]) => `${label}: ${what} (${count(tests.size, 'test')})`);
  });
