import { join, relative } from 'node:path';
import { findCrateFiles } from '../../lib/cargo/crate-files.js';
import { sha256 } from '../../lib/files/hash.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { isDirectory } from '../../lib/files/stat.js';
import { readBytes } from '../../lib/files/text.js';
import { listTree } from '../../lib/files/tree.js';
import type { Allowance } from '../config/schema.js';
import type { SuiteDefinition } from '../plan/suite.js';
import { DEFAULT_FEATURES, memoryReader, scanRoots, type Root } from '../scan/index.js';
import type { Emit } from './recorder.js';

/** The crate the suites share, beside theirs. */
const SUPPORT = 'support';

const sources = async (crate: string): Promise<readonly (readonly [string, Uint8Array])[]> => {
  if (!isDirectory(crate)) return [];
  const names = await listTree(crate, (name) => name.endsWith('.rs') && !name.startsWith('target/'));
  return Promise.all(
    names.map(
      async (name) => [relative(packageRoot, join(crate, name)), await readBytes(join(crate, name))] as const,
    ),
  );
};

/** Crate roots of a suite: its test programs, the programs beside them, and the crate the suites share. */
const rootsOf = async (suite: SuiteDefinition, support: string): Promise<readonly Root[]> => {
  const { lib, main, tests, bins } = await findCrateFiles(suite.directory);
  const own = [...tests, ...bins].map(({ path }) => join(suite.directory, path));
  const shared = join(support, 'src', 'lib.rs');
  const paths = [
    ...own,
    ...(lib ? [join(suite.directory, 'src/lib.rs')] : []),
    ...(main ? [join(suite.directory, 'src/main.rs')] : []),
    ...(isDirectory(support) ? [shared] : []),
  ];
  const externs = new Map([['conformance_support', { root: relative(packageRoot, shared) }]]);
  return paths.map((path) => ({
    path: relative(packageRoot, path),
    certain: true,
    externs,
    features: DEFAULT_FEATURES,
  }));
};

/** Evidence E1: scans the sources of each suite, with all they include, and records what was found. */
export const scanSuites = async (
  emit: Emit,
  suites: readonly SuiteDefinition[],
  allowances: readonly Allowance[],
): Promise<void> => {
  for (const suite of suites) {
    const support = join(suite.directory, '..', SUPPORT);
    const files = new Map([...(await sources(suite.directory)), ...(await sources(support))]);
    const outcome = scanRoots(await rootsOf(suite, support), memoryReader(files));
    emit({
      event: 'scanned',
      suite: suite.name,
      files: outcome.files.map(({ path, source }) => ({ path, sha256: sha256(source) })),
      fileCount: outcome.files.length,
      findings: outcome.findings.map(({ rule, file, line, column, item, message }) => ({
        rule,
        file,
        line,
        column,
        item,
        message,
      })),
      allowances: [...allowances],
    });
  }
};
