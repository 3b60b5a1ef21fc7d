import { RULES } from '../explain.js';
import type { ChainStep, Finding } from '../finding.js';
import { fingerprints } from '../fingerprint.js';
import type { ScanReport } from '../report.js';

const uri = (file: string): string => {
  const encoded = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${encoded}` : encoded;
};

const stepLocation = (step: ChainStep, id: number): object => ({
  id,
  message: { text: step.text },
  physicalLocation: { artifactLocation: { uri: uri(step.file) }, region: { startLine: step.line } },
});

const result = (finding: Finding, fingerprint: string): object => ({
  ruleId: finding.rule,
  ruleIndex: RULES.findIndex(({ id }) => id === finding.rule),
  level: 'error',
  message: { text: finding.message },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uri(finding.file) },
        region: {
          startLine: finding.line,
          startColumn: finding.column,
          endLine: finding.line,
          endColumn: finding.endColumn,
          snippet: { text: finding.source },
        },
      },
      logicalLocations: [{ fullyQualifiedName: finding.item }],
    },
  ],
  ...(finding.chain.length === 0
    ? {}
    : { relatedLocations: finding.chain.map((step, index) => stepLocation(step, index + 1)) }),
  partialFingerprints: { 'dpdkConformance/v1': fingerprint },
  properties: { class: finding.class, item: finding.item, layers: finding.layers },
});

/** The report as SARIF 2.1.0. Rule ids and fingerprints are stable between runs and machines. */
export const formatSarif = (report: ScanReport): string => {
  const prints = fingerprints(report.findings);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'dpdk-conformance',
            version: report.toolVersion,
            semanticVersion: report.toolVersion,
            rules: RULES.map(({ id, name, title, text }) => ({
              id,
              name,
              shortDescription: { text: title },
              fullDescription: { text },
              help: { text },
              defaultConfiguration: { level: 'error' },
            })),
          },
        },
        columnKind: 'unicodeCodePoints',
        invocations: [
          {
            executionSuccessful: report.errors.length === 0,
            toolExecutionNotifications: [
              ...report.errors.map((text) => ({ level: 'error', message: { text } })),
              ...report.used.map(({ allowance }) => ({
                level: 'note',
                message: {
                  text: `${allowance.item} in ${allowance.file} is allowed until ${allowance.expires}: ${allowance.reason}`,
                },
              })),
            ],
          },
        ],
        results: report.findings.map((finding, index) => result(finding, prints[index] ?? '')),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};
