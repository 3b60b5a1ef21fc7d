import { join, relative } from 'node:path';
import { sha256 } from '../../lib/files/hash.js';
import { createArena } from '../../lib/files/source.js';
import { readBytes } from '../../lib/files/text.js';
import type { KernelUse } from '../audit/owed.js';
import type { Sources } from '../audit/source.js';
import { auditSuite } from '../criteria/audited.js';
import type { Allowance } from '../config/schema.js';
import type { CrateFactsRecord } from '../record/subject.js';
import type { Emit } from '../run/recorder.js';
import { scanGroup } from '../scan-io/group.js';
import { diskReader } from '../scan-io/reader.js';
import { createWorkspace } from '../scan/scan.js';

/** Evidence E1 of one of a crate's own test files, with all it includes; gives the sources that were read, by path in the workspace. */
export const scanOwnFile = async (
  emit: Emit,
  facts: CrateFactsRecord,
  file: { readonly suite: string; readonly path: string },
  allowances: readonly Allowance[],
): Promise<{ readonly sources: Sources; readonly kernelUses: readonly KernelUse[] }> => {
  const { directory, workspace } = facts;
  const shown = (path: string): string => relative(workspace, path);
  const scanned = scanGroup(
    { directory, hasManifest: true, rootsOnly: true, files: [join(workspace, file.path)] },
    diskReader(createArena()),
    createWorkspace(),
  );
  const sources = await Promise.all(
    scanned.files.map(async (path) => [shown(path), await readBytes(path)] as const),
  );
  emit({
    event: 'scanned',
    suite: auditSuite(file.suite),
    files: sources.map(([path, source]) => ({ path, sha256: sha256(source) })),
    findings: scanned.findings.map(({ rule, file: path, line, column, item, message }) => ({
      rule,
      file: shown(path),
      line,
      column,
      item,
      message,
    })),
    allowances: [...allowances],
  });
  const kernelUses = scanned.findings
    .filter(({ rule }) => rule === 'kernel-tcp')
    .map(({ file: path, line, item }) => ({ file: shown(path), line, item }));
  return { sources: new Map(sources), kernelUses };
};
