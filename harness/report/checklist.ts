import type { Cause } from '../../lib/core/cause.js';
import type { JudgedCriterion, JudgedTest } from '../record/judgement.js';
import { headerLines, noticesOf } from './header.js';
import { code, inline } from './markdown.js';
import type { ReportInput } from './report.js';
import { claimsTally, criteriaTally, testTally } from './tally.js';
import { count, criterionWord, duration, testWord } from './words.js';

const line = (criterion: JudgedCriterion): string => {
  const box = criterion.verdict === 'met' ? '[x]' : '[ ]';
  const verdict = criterion.verdict === 'failed' ? 'FAILED' : criterionWord(criterion.verdict);
  const reason = inline(criterion.reasons.join('; '));
  return `- ${box} **${criterion.id}** ${inline(criterion.title)} — **${verdict}** · ${criterion.grade} · ${reason}`;
};

const causeLines = (cause: Cause): string[] => [
  `> **${inline(cause.id)}**: saw ${inline(cause.seen)}; expected ${inline(cause.expected)}.`,
  `> To mend it: ${code(cause.fix)}`,
  '',
];

const testRow = (test: JudgedTest): string => {
  const cells = [
    code(`${test.suite} ${test.name}`),
    test.verdict === 'pass' ? 'passed' : `**${testWord(test.verdict)}**`,
    duration(test.durationMs),
    inline(test.criteria.join(' ')),
    inline(test.reasons.join('; ')),
  ];
  return `| ${cells.join(' | ')} |`;
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];

/** `checklist.md`: the 24 criteria, a line each; a box is ticked only by evidence. Fit for a CI job's summary page as well. */
export const checklistReport = (input: ReportInput): string => {
  const { record, judgement } = input;
  const { criteria, beyond, tests, causes } = judgement;
  const met = criteria.filter((criterion) => criterion.verdict === 'met').length;
  const table = [
    '| Test | Verdict | Time | Proves | Why |',
    '| --- | --- | ---: | --- | --- |',
    ...tests.map(testRow),
  ];
  return [
    '# DPDK TCP acceptance checklist',
    '',
    `**${met} of ${criteria.length} met** (${criteriaTally(criteria)}); ${count(tests.length, 'test')}: ${testTally(tests)}.`,
    '',
    ...claimsTally(input).flatMap((tally) => [`**${tally}**`, '']),
    ...headerLines(record).map(({ label, text }) => `- ${label}: ${inline(text)}`),
    ...noticesOf(record).map((notice) => `- **Notice**: ${inline(notice)}`),
    '',
    ...causes.flatMap(causeLines),
    ...section('Criteria', criteria.map(line)),
    ...section('Beyond the list', beyond.map(line)),
    ...section('Tests', tests.length === 0 ? [] : table),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
};
