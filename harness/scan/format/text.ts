import { shorten, visible, visibleLine } from '../../../lib/term/visible.js';
import type { Finding } from '../finding.js';
import type { ScanReport } from '../report.js';

const WIDTH = 160;

const underline = (finding: Finding): string => {
  const before = Array.from(finding.source).slice(0, finding.column - 1);
  const blank = before.map((char) => (char === '\t' ? '\t' : ' ')).join('');
  const length = Math.max(
    1,
    Math.min(finding.endColumn, Array.from(finding.source).length + 1) - finding.column,
  );
  return `${blank}${'^'.repeat(Math.min(length, WIDTH))}`;
};

const sourceLine = (text: string): string => text.replace(/[^\t]+/g, (part) => visible(part));

const one = (finding: Finding): string => {
  const gutter = ' '.repeat(String(finding.line).length);
  const steps = finding.chain.map(
    (step) =>
      `${gutter} = through: ${shorten(visibleLine(step.text), WIDTH)} at ${visibleLine(step.file)}:${step.line}`,
  );
  return [
    `${finding.rule} (${finding.class}): ${visibleLine(finding.message)}`,
    `${gutter}--> ${visibleLine(finding.file)}:${finding.line}:${finding.column}`,
    `${gutter} |`,
    `${finding.line} | ${sourceLine(finding.source)}`,
    `${gutter} | ${underline(finding)}`,
    ...steps,
    ...(finding.layers.length > 1 || finding.layers[0] !== 'scan'
      ? [`${gutter} = found by: ${finding.layers.join(', ')}`]
      : []),
  ].join('\n');
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** The report for people: each finding with its source line, a caret, and the declarations that led there. */
export const formatText = (report: ScanReport): string => {
  const allowances = report.used.map(
    ({ allowance, findings }) =>
      `allowed until ${allowance.expires}: ${visibleLine(allowance.item)} in ${visibleLine(allowance.file)} (${plural(findings.length, 'place')}): ${visibleLine(allowance.reason)}`,
  );
  const notes = [
    ...report.outOfScope.map((file) => `out of scope, not scanned: ${visibleLine(file)}`),
    ...report.absent.map((file) => `not there: ${visibleLine(file)}`),
  ];
  const primary = report.findings.filter((finding) => finding.class === 'primary').length;
  const summary =
    report.findings.length === 0
      ? `${plural(report.filesScanned, 'file')} scanned, nothing found`
      : `${plural(report.filesScanned, 'file')} scanned, ${plural(report.findings.length, 'finding')} (${primary} primary); \`dpdk-conformance explain ${report.findings[0]?.rule ?? ''}\` tells more`;
  return [
    ...report.findings.map((finding) => `${one(finding)}\n`),
    ...report.errors.map((error) => `error: ${visibleLine(error)}`),
    ...allowances,
    ...notes,
    summary,
    '',
  ].join('\n');
};
