import { shorten, visibleLine } from '../../lib/term/visible.js';
import { PLAIN, type Style } from '../../lib/term/style.js';
import type { CriterionVerdict } from '../criteria/verdict.js';
import type { JudgedCriterion, JudgedTest } from '../record/judgement.js';
import { headerLines, noticesOf } from './header.js';
import type { ReportInput } from './report.js';
import { claimsTally, criteriaTally, testTally } from './tally.js';
import { count, criterionWord, testWord } from './words.js';

const WORD_WIDTH = 'awaiting review'.length;
const GRADE_WIDTH = 'static+virtual'.length;

const mark = (verdict: CriterionVerdict, style: Style): string => {
  switch (verdict) {
    case 'met':
      return style.good('[x]');
    case 'failed':
      return style.bad('[!]');
    case 'blocked':
    case 'inconclusive':
      return style.warn('[?]');
    case 'unproven':
    case 'awaiting-review':
      return style.dim('[ ]');
  }
};

const word = (verdict: CriterionVerdict, style: Style): string => {
  const text = (verdict === 'failed' ? 'FAILED' : criterionWord(verdict)).padEnd(WORD_WIDTH);
  if (verdict === 'met') return style.good(text);
  if (verdict === 'failed') return style.bad(text);
  return verdict === 'blocked' || verdict === 'inconclusive' ? style.warn(text) : style.dim(text);
};

const plain = (text: string): string => visibleLine(text).replaceAll('`', '');

/** One criterion a line, cut to the width so that it stays one. */
const line =
  (style: Style, width: number, idWidth: number) =>
  (criterion: JudgedCriterion): string => {
    const { verdict, grade } = criterion;
    const reason = plain(
      verdict === 'met' ? criterion.title : `${criterion.title}: ${criterion.reasons.join('; ')}`,
    );
    const used = 4 + idWidth + 1 + WORD_WIDTH + 1 + GRADE_WIDTH + 1;
    const id = style.bold(criterion.id.padEnd(idWidth));
    const tail = shorten(reason, Math.max(30, width - used));
    return `${mark(verdict, style)} ${id} ${word(verdict, style)} ${style.dim(grade.padEnd(GRADE_WIDTH))} ${tail}`;
  };

const badTest =
  (style: Style) =>
  (test: JudgedTest): string =>
    `  ${style.bad(testWord(test.verdict))} ${plain(`${test.suite} ${test.name}`)}: ${plain(test.reasons.join('; '))}`;

/** What a terminal shows at the end of a run: the 24 lines, what went wrong, and the sums. `width` in columns. */
export const textReport = (
  input: ReportInput,
  style: Style = PLAIN,
  width = Number.POSITIVE_INFINITY,
): string => {
  const { record, judgement } = input;
  const { criteria, beyond, tests, causes } = judgement;
  const bad = tests.filter((test) => test.verdict !== 'pass' && test.verdict !== 'blocked');
  const open = beyond.filter((criterion) => criterion.verdict !== 'met');
  const idWidth = Math.max(...[...criteria, ...open].map((criterion) => criterion.id.length));
  const show = line(style, width, idWidth);
  return [
    ...headerLines(record).map(({ label, text }) => `${style.dim(label.padEnd(8))} ${text}`),
    ...noticesOf(record).map((notice) => `${style.warn('notice'.padEnd(8))} ${notice}`),
    '',
    ...causes.flatMap((cause) => [
      `${style.bad(plain(cause.id))}: saw ${plain(cause.seen)}; expected ${plain(cause.expected)}`,
      `  to mend it: ${style.bold(visibleLine(cause.fix))}`,
      '',
    ]),
    ...criteria.map(show),
    ...(open.length === 0 ? [] : ['', ...open.map(show)]),
    ...(bad.length === 0 ? [] : ['', ...bad.map(badTest(style))]),
    '',
    `${style.bold('criteria')} ${criteriaTally(criteria)} (of ${criteria.length})`,
    ...(beyond.length === 0
      ? []
      : [`${style.bold('beyond')}   ${criteriaTally(beyond)} (of ${beyond.length})`]),
    `${style.bold('tests')}    ${testTally(tests)} (of ${count(tests.length, 'test')})`,
    ...claimsTally(input).map((tally) => `         ${style.warn(tally)}`),
    '',
  ].join('\n');
};
