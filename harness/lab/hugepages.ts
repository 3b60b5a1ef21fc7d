import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { readHugepagePool, setHugepages, type HugepagePool } from '../../lib/dpdk/hugepages.js';
import { readNodePool, type NodePool } from '../../lib/dpdk/hugepage-pools.js';
import { hugepagesUnavailable } from './causes.js';
import type { Step } from './ledger.js';

const shortage = (
  pool: Pick<HugepagePool, 'total' | 'free'> | undefined,
  pages: number,
): string | undefined => {
  if (pool === undefined) return 'the pool cannot be read any more';
  if (pool.free >= pages) return undefined;
  return `after asking for more, ${String(pool.total)} in the pool and ${String(pool.free)} of them free`;
};

/**
 * The step that raises the pool until `pages` are free; undefined when so many are free already. The kernel may give
 * fewer than asked for without an error, so the pool is read back.
 */
export const hugepageStep = (pool: HugepagePool, pages: number): Step<void> | undefined => {
  const added = pages - pool.free;
  if (added <= 0) return undefined;
  return {
    undo: { kind: 'hugepages', before: pool.total, added },
    do: async (): Promise<Result<void, Cause>> => {
      const written = await setHugepages(pool, pool.total + added);
      if (!written.ok) return err(hugepagesUnavailable(written.error.message, pages, pool.sizeKb));
      const short = shortage(readHugepagePool(), pages);
      return short === undefined ? ok(undefined) : err(hugepagesUnavailable(short, pages, pool.sizeKb));
    },
  };
};

/** As {@link hugepageStep}, for the pool of one size on one NUMA node. */
export const nodePageStep = (pool: NodePool, pages: number): Step<void> | undefined => {
  const { sizeKb, node, total } = pool;
  const added = pages - pool.free;
  if (added <= 0) return undefined;
  return {
    undo: { kind: 'hugepages', before: total, added, sizeKb, node },
    do: async (): Promise<Result<void, Cause>> => {
      const written = await setHugepages(pool, total + added);
      if (!written.ok) return err(hugepagesUnavailable(written.error.message, pages, sizeKb));
      const short = shortage(readNodePool(node, sizeKb), pages);
      const where = `on NUMA node ${String(node)}, `;
      return short === undefined ? ok(undefined) : err(hugepagesUnavailable(where + short, pages, sizeKb));
    },
  };
};
