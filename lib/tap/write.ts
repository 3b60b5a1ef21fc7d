import { visibleLine } from '../term/visible.js';

/** One test point. */
export interface TapPoint {
  readonly ok: boolean;
  readonly description: string;
  /** Reason of a SKIP directive. */
  readonly skip?: string;
  /** Diagnostics as a YAML block; values are text or numbers. */
  readonly diagnostics?: Readonly<Record<string, string | number>>;
}

/** A TAP document before it is text. */
export interface TapDocument {
  readonly points: readonly TapPoint[];
  /** Said when there is nothing to count because the run could not begin. */
  readonly bailOut?: string;
  /** Comments, written after the last point: readers attach a comment to the point that follows. */
  readonly comments: readonly string[];
}

/** TAP 14: a number sign would begin a directive, a backslash an escape. */
const description = (text: string): string =>
  visibleLine(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#');

/** A double-quoted YAML scalar; JSON's strings are a subset of them. */
const scalar = (value: string | number): string =>
  typeof value === 'number' ? String(value) : JSON.stringify(value);

const block = (diagnostics: Readonly<Record<string, string | number>>): string[] => [
  '  ---',
  ...Object.entries(diagnostics).map(([key, value]) => `  ${key}: ${scalar(value)}`),
  '  ...',
];

const lines = (point: TapPoint, index: number): string[] => {
  const skip = point.skip === undefined ? '' : ` # SKIP ${description(point.skip)}`;
  const head = `${point.ok ? 'ok' : 'not ok'} ${index + 1} - ${description(point.description)}${skip}`;
  return [head, ...(point.diagnostics === undefined ? [] : block(point.diagnostics))];
};

/** Writes TAP version 14 (testanything.org): plan first, then the points, then comments; ends in a line feed. */
export const writeTap = (document: TapDocument): string =>
  [
    'TAP version 14',
    ...(document.points.length === 0 && document.bailOut !== undefined
      ? [`Bail out! ${visibleLine(document.bailOut)}`]
      : [`1..${document.points.length}`]),
    ...document.points.flatMap(lines),
    ...document.comments.map((comment) => `# ${visibleLine(comment)}`),
    '',
  ].join('\n');
