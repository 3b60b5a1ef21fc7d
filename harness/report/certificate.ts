import { visibleLine } from '../../lib/term/visible.js';
import type { Certificate, CertifiedCriterion } from '../criteria/certificate.js';
import { inline } from './markdown.js';
import { count, criterionWord } from './words.js';

/** Formats of `certify --format`. */
export const CERTIFICATE_FORMATS = ['text', 'json', 'markdown'] as const;
export type CertificateFormat = (typeof CERTIFICATE_FORMATS)[number];

/** True for the name of a format. */
export const isCertificateFormat = (text: string): text is CertificateFormat =>
  (CERTIFICATE_FORMATS as readonly string[]).includes(text);

const WORD_WIDTH = 'awaiting review'.length;

const plain = (text: string): string => visibleLine(text).replaceAll('`', '');
const box = ({ verdict }: CertifiedCriterion): string => (verdict === 'met' ? '[x]' : '[ ]');
const word = ({ verdict }: CertifiedCriterion): string =>
  verdict === 'failed' ? 'FAILED' : criterionWord(verdict);

const met = (criteria: readonly CertifiedCriterion[]): string =>
  `${criteria.filter(({ verdict }) => verdict === 'met').length} of ${criteria.length}`;

const sums = ({ certified, criteria, beyond, runs }: Certificate): readonly string[] => [
  `${certified ? 'CERTIFIED' : 'not certified'}: ${met(criteria)} criteria met${beyond.length === 0 ? '' : `, ${met(beyond)} beyond them`}, by ${count(runs.length, 'run')}`,
  ...runs.filter(({ ended }) => !ended).map(({ name }) => `${name}: its run did not end`),
];

const runLine = ({ name, runId, profile, time }: Certificate['runs'][number]): string =>
  [name, profile ?? 'unknown profile', `run ${runId ?? 'unknown'}`, time ?? 'unknown time'].join(', ');

const text = (certificate: Certificate): string => {
  const { runs, criteria, beyond } = certificate;
  const all = [...criteria, ...beyond];
  const width = Math.max(0, ...all.map(({ id }) => id.length));
  const grades = Math.max(0, ...all.map(({ grade }) => grade.length));
  const line = (one: CertifiedCriterion): string => {
    const tail = one.shownBy === undefined ? `: ${one.reasons.join('; ')}` : ` (${one.shownBy})`;
    const columns = [one.id.padEnd(width), word(one).padEnd(WORD_WIDTH), one.grade.padEnd(grades)];
    return `${box(one)} ${columns.join(' ')} ${plain(`${one.title}${tail}`)}`;
  };
  return [
    ...runs.map((run) => `Run  ${plain(runLine(run))}`),
    '',
    ...criteria.map(line),
    ...(beyond.length === 0 ? [] : ['', ...beyond.map(line)]),
    '',
    ...sums(certificate).map(plain),
    '',
  ].join('\n');
};

const markdown = (certificate: Certificate): string => {
  const { runs, criteria, beyond } = certificate;
  const line = (one: CertifiedCriterion): string =>
    `- ${box(one)} **${one.id}** ${inline(one.title)} — **${word(one)}** · ${one.grade} · ${inline(
      one.shownBy === undefined ? one.reasons.join('; ') : `${one.shownBy}: ${one.reasons.join('; ')}`,
    )}`;
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
  return [
    '# DPDK TCP acceptance of a release',
    '',
    ...sums(certificate).flatMap((sum) => [`**${inline(sum)}**`, '']),
    ...section(
      'Runs',
      runs.map((run) => `- ${inline(runLine(run))}`),
    ),
    ...section('Criteria', criteria.map(line)),
    ...section('Beyond the list', beyond.map(line)),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
};

/** Writes a certificate in one format. */
export const renderCertificate = (format: CertificateFormat, certificate: Certificate): string => {
  switch (format) {
    case 'text':
      return text(certificate);
    case 'markdown':
      return markdown(certificate);
    case 'json':
      return `${JSON.stringify({ schemaVersion: 1, ...certificate }, null, 2)}\n`;
  }
};
