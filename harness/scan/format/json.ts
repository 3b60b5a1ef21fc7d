import type { ScanReport } from '../report.js';

/** The report as JSON; the form is documented in docs/reference/scan.md. */
export const formatJson = (report: ScanReport): string =>
  `${JSON.stringify(
    {
      schemaVersion: 1,
      filesScanned: report.filesScanned,
      findings: report.findings.map((finding) => ({
        rule: finding.rule,
        class: finding.class,
        file: finding.file,
        line: finding.line,
        column: finding.column,
        endColumn: finding.endColumn,
        item: finding.item,
        message: finding.message,
        layers: finding.layers,
        chain: finding.chain,
      })),
      allowances: report.used.map(({ allowance, findings }) => ({ ...allowance, findings: findings.length })),
      errors: report.errors,
      outOfScope: report.outOfScope,
      absent: report.absent,
    },
    undefined,
    2,
  )}\n`;
