import { visibleLine } from '../../../lib/term/visible.js';
import type { Matrix } from './data.js';
import { criterionLines, lacks, LEGEND, remarks, sumLines, type MatrixLine } from './lines.js';

const plain = (text: string): string => visibleLine(text).replaceAll('`', '');

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${plain(line)}`)];

/** The matrix for a terminal: a column a subject, as wide as its widest cell. */
export const matrixText = (matrix: Matrix): string => {
  const head: readonly MatrixLine[] = [
    { label: '', cells: matrix.subjects.map(({ label }) => label) },
    { label: '', cells: matrix.subjects.map(({ profile }) => profile ?? 'unknown profile') },
  ];
  const [rows, sums] = [criterionLines(matrix), sumLines(matrix)];
  const all = [...head, ...rows, ...sums].map(({ label, cells }) => [label, ...cells].map(plain));
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const shown = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const [top, body] = [head.length, head.length + rows.length];
  return [
    ...shown.slice(0, top),
    '',
    ...shown.slice(top, body),
    '',
    ...shown.slice(body),
    '',
    LEGEND,
    ...section('Remarks', remarks(matrix)),
    ...section('Unsupported', lacks(matrix)),
    '',
  ].join('\n');
};
