import type { ScanReport } from '../report.js';

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The report as GitHub Actions workflow commands, one annotation a finding. */
export const formatGithub = (report: ScanReport): string =>
  [
    ...report.findings.map((finding) => {
      const place = `file=${escapeProperty(finding.file)},line=${finding.line},col=${finding.column},endColumn=${finding.endColumn}`;
      return `::error ${place},title=${escapeProperty(finding.rule)}::${escapeData(finding.message)}`;
    }),
    ...report.errors.map((error) => `::error title=allowance::${escapeData(error)}`),
    ...report.used.map(
      ({ allowance }) =>
        `::warning file=${escapeProperty(allowance.file)},title=allowance::${escapeData(`${allowance.item} is allowed until ${allowance.expires}: ${allowance.reason}`)}`,
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');
