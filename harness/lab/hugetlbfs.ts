import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { makeDirectory } from '../../lib/files/directory.js';
import { readMounts, type Mount } from '../../lib/files/mounts.js';
import { run } from '../../lib/proc/run.js';
import { hugetlbfsUnavailable } from './causes.js';
import { markOf } from './mark.js';
import type { LabShared } from './shared.js';

/** A mount option's page size in KiB (`2M`, `1024M`, `1G`), or undefined. */
const pageSizeKb = (mount: Mount): number | undefined => {
  const [, digits, unit] =
    mount.options.map((option) => /^pagesize=(\d+)([KMG])$/.exec(option)).find(Boolean) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * { K: 1, M: 1024, G: 1024 * 1024 }[unit as 'K' | 'M' | 'G'];
};

/** Where the host has pages of that size mounted, if anywhere. */
export const findHugetlbfs = (mounts: readonly Mount[], sizeKb: number): string | undefined =>
  mounts.find((mount) => mount.type === 'hugetlbfs' && pageSizeKb(mount) === sizeKb)?.target;

/**
 * A hugetlbfs for the run: the host's own where there is one, else (or when it is to have one of its own, so that nothing can be left on the
 * host's) one mounted in the run's directory.
 */
export const leaseHugetlbfs = async (
  { ledger, run: runId, directory }: Pick<LabShared, 'ledger' | 'run' | 'directory'>,
  sizeKb: number,
  own = false,
): Promise<Result<string, Cause>> => {
  const found = own ? undefined : findHugetlbfs(readMounts(), sizeKb);
  if (found !== undefined) return ok(found);
  const target = join(directory, 'hugetlbfs');
  return ledger.take({
    undo: { kind: 'mount', target, type: 'hugetlbfs' },
    do: async () => {
      makeDirectory(target);
      const options = ['-n', '-t', 'hugetlbfs', '-o', `pagesize=${String(sizeKb)}K`];
      const result = await run('mount', [...options, 'nodev', target], { env: markOf(runId) });
      return result.exitCode === 0 ? ok(target) : err(hugetlbfsUnavailable(result.stderr.trim()));
    },
  });
};
