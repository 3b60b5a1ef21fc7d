import type { Allowed } from './allowance.js';
import type { Finding } from './finding.js';

/** Everything an output format needs. File names are as the user should see them. */
export interface ScanReport {
  readonly findings: readonly Finding[];
  readonly filesScanned: number;
  readonly used: Allowed['used'];
  /** Unused and expired allowances, in words. */
  readonly errors: readonly string[];
  readonly outOfScope: readonly string[];
  /** In-scope test files that a crate does not have. */
  readonly absent: readonly string[];
  readonly toolVersion: string;
}
