import { inline } from '../markdown.js';
import type { Matrix, MatrixRow } from './data.js';
import { cellTexts, lacks, LEGEND, remarks, sumLines } from './lines.js';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => inline(cell)).join(' | ')} |`;

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${title}`, '', ...lines.map((line) => `- ${inline(line)}`), ''];

/** The matrix as a Markdown page, fit for the summary of a CI job. */
export const matrixMarkdown = (matrix: Matrix): string => {
  const names = matrix.subjects.map(({ label, profile }) => `${label}, ${profile ?? 'unknown profile'}`);
  const table = (rows: readonly MatrixRow[]): readonly string[] => [
    row(['Criterion', '', ...names]),
    `| --- | --- |${' --- |'.repeat(names.length)}`,
    ...rows.map((one) => row([one.id, one.title, ...cellTexts(one)])),
    '',
  ];
  return [
    '# Criteria and subjects',
    '',
    inline(LEGEND),
    '',
    row(['', ...names]),
    `| --- |${' --- |'.repeat(names.length)}`,
    ...sumLines(matrix).map(({ label, cells }) => row([label, ...cells])),
    '',
    '## Criteria',
    '',
    ...table(matrix.criteria),
    ...(matrix.beyond.length === 0 ? [] : ['## Beyond the list', '', ...table(matrix.beyond)]),
    ...section('Remarks', remarks(matrix)),
    ...section('Unsupported', lacks(matrix)),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
};
