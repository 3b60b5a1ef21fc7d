import { applyAllowances, type ScanAllowance } from '../../../harness/scan/allowance.js';
import { scanFiles } from '../../../harness/scan/index.js';
import type { ScanReport } from '../../../harness/scan/report.js';

/** A crate with a primary and a secondary finding, an alias on the way, a tab, and a silent skip. */
export const SAMPLE = new Map([
  [
    'tests/tcp dpdk.rs',
    [
      'use tokio::net as n;',
      'use n::TcpStream as Wire;',
      '#[test]',
      '#[ignore]',
      'fn connects() {',
      '\tlet é = Wire::connect("10.0.0.1:7");',
      '}',
      '',
    ].join('\r\n'),
  ],
]);

/** The report over {@link SAMPLE} under some allowances, on 2026-06-15. */
export const sampleReport = (allowances: readonly ScanAllowance[] = []): ScanReport => {
  const { findings, files } = scanFiles(SAMPLE, [...SAMPLE.keys()]);
  const allowed = applyAllowances(findings, allowances, '2026-06-15');
  return {
    findings: allowed.findings,
    used: allowed.used,
    errors: allowed.errors,
    filesScanned: files.length,
    outOfScope: ['tests/tcp_stream.rs'],
    absent: ['tests/tcp_dpdk_real.rs'],
    toolVersion: '1.2.3',
  };
};

/** An allowance that covers the kernel TCP of {@link SAMPLE}. */
export const ALLOWANCE: ScanAllowance = {
  file: 'tests/tcp dpdk.rs',
  item: 'tokio::net::TcpStream',
  reason: 'a peer over kernel TCP',
  expires: '2026-06-15',
};
