import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { readHugepagePool, setHugepages, type HugepagePool } from '../../lib/dpdk/hugepages.js';
import { readNodePool, type NodePool } from '../../lib/dpdk/hugepage-pools.js';
import { hugepagesUnavailable } from './causes.js';
import type { Step } from './ledger.js';

type Counts = Pick<HugepagePool, 'total' | 'free'>;

/**
 * Asks for a pool of `total` pages until `pages` are free; what was seen where they are not. The kernel gives fewer than asked for without an
 * error, and stops early when a signal comes in (mm/hugetlb.c, set_max_huge_pages), be it only that a child has ended: so it is asked again as
 * long as that helps.
 */
const raise = async (
  pool: Pick<HugepagePool, 'control'>,
  total: number,
  pages: number,
  read: () => Counts | undefined,
): Promise<string | undefined> => {
  for (let before = -1; ;) {
    const written = await setHugepages(pool, total);
    if (!written.ok) return written.error.message;
    const now = read();
    if (now === undefined) return 'the pool cannot be read any more';
    if (now.free >= pages) return undefined;
    if (now.total === before)
      return `after asking for more, ${String(now.total)} in the pool and ${String(now.free)} of them free`;
    before = now.total;
  }
};

/** The step that raises the pool until `pages` are free; undefined when so many are free already. */
export const hugepageStep = (pool: HugepagePool, pages: number): Step<void> | undefined => {
  const added = pages - pool.free;
  if (added <= 0) return undefined;
  return {
    undo: { kind: 'hugepages', before: pool.total, added },
    do: async (): Promise<Result<void, Cause>> => {
      const short = await raise(pool, pool.total + added, pages, readHugepagePool);
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
      const short = await raise(pool, total + added, pages, () => readNodePool(node, sizeKb));
      const where = `on NUMA node ${String(node)}, `;
      return short === undefined ? ok(undefined) : err(hugepagesUnavailable(where + short, pages, sizeKb));
    },
  };
};
