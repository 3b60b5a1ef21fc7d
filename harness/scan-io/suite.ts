import { sha256 } from '../../lib/files/hash.js';
import { scanRoots, type Root } from '../scan/scan.js';
import { DEFAULT_FEATURES } from '../scan/index.js';
import type { Finding } from '../scan/finding.js';
import { diskReader } from './reader.js';

/** What the scan says of one suite's test sources: the substance of the record's `scanned` event. */
export interface SuiteScan {
  /** Every file looked at, with the SHA-256 of the bytes that were scanned. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly findings: readonly Finding[];
}

/**
 * Scans test files and all they include. Never uses remembered results: the hashes are of the bytes that were scanned in
 * this call. `rootFiles` are absolute paths of integration test targets (`tests/NAME.rs`).
 */
export const scanSuite = (options: { readonly rootFiles: readonly string[] }): Promise<SuiteScan> => {
  const roots: readonly Root[] = options.rootFiles.map((path) => ({
    path,
    certain: true,
    externs: new Map(),
    features: DEFAULT_FEATURES,
  }));
  const outcome = scanRoots(roots, diskReader());
  return Promise.resolve({
    files: outcome.files.map(({ path, source }) => ({ path, sha256: sha256(source) })),
    findings: outcome.findings,
  });
};
