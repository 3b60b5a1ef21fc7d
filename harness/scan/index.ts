import { scanRoots, type ScanOutcome } from './scan.js';
import { memoryReader, type Externs } from './source.js';

export { scanRoots, type Root } from './scan.js';
export { memoryReader } from './source.js';

/** Features a subject is built with: SPEC §4. */
export const DEFAULT_FEATURES: ReadonlySet<string> = new Set(['default', 'full', 'dpdk']);

/**
 * Scans sources held in memory: `files` by path (forward slashes), `roots` the crate roots among them. Modules and
 * includes are looked for among `files`; one that is not there is a finding.
 */
export const scanFiles = (
  files: ReadonlyMap<string, string | Uint8Array>,
  roots: readonly string[],
  externs: Externs = new Map(),
): ScanOutcome =>
  scanRoots(
    roots.map((path) => ({ path, certain: true, externs, features: DEFAULT_FEATURES })),
    memoryReader(files),
  );
