import type { Report } from '../json-shape.js';
import { matrixOf } from './data.js';
import { matrixMarkdown } from './markdown.js';
import { matrixText } from './text.js';

/** The formats of `matrix --format`. */
export const MATRIX_FORMATS = ['text', 'json', 'markdown'] as const;
export type MatrixFormat = (typeof MATRIX_FORMATS)[number];

/** True for the name of a format. */
export const isMatrixFormat = (text: string): text is MatrixFormat =>
  (MATRIX_FORMATS as readonly string[]).includes(text);

/** Writes the reports of several runs, side by side, in one format. */
export const renderMatrix = (format: MatrixFormat, reports: readonly Report[]): string => {
  const matrix = matrixOf(reports);
  switch (format) {
    case 'text':
      return matrixText(matrix);
    case 'markdown':
      return matrixMarkdown(matrix);
    case 'json':
      return `${JSON.stringify(matrix, null, 2)}\n`;
  }
};
