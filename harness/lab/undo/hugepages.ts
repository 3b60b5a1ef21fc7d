import { readHugepagePool, setHugepages } from '../../../lib/dpdk/hugepages.js';
import { readNodePool } from '../../../lib/dpdk/hugepage-pools.js';
import { SETTLED, type Amend, type HugepagesUndo, type UndoOutcome } from './record.js';

/** Where the pool must go, given what the run did to it and how it is now. */
export const hugepageTarget = (
  before: number,
  added: number,
  now: number,
): { readonly total: number; readonly difference?: string } => {
  if (now >= before && now <= before + added) return { total: before };
  if (now < before)
    return {
      total: now,
      difference: `somebody else lowered nr_hugepages below the ${String(before)} of before to ${String(now)}; it was left so`,
    };
  return {
    total: now - added,
    difference: `somebody else raised nr_hugepages while the run had added ${String(added)} to ${String(before)}: it was ${String(now)}, only the run's own ${String(added)} were taken back`,
  };
};

/**
 * Takes the run's pages out of the pool again, and only those. `amend` records the exact number aimed at before it is
 * set, so that doing this again after a crash in the middle does not take pages away twice.
 */
export const undoHugepages = async (undo: HugepagesUndo, amend: Amend): Promise<UndoOutcome> => {
  const read = (): { readonly total: number; readonly control: string } | undefined =>
    undo.node === undefined || undo.sizeKb === undefined
      ? readHugepagePool()
      : readNodePool(undo.node, undo.sizeKb);
  const pool = read();
  if (pool === undefined) return { settled: false, difference: 'the hugepage pool could not be read' };
  const { total, difference } = hugepageTarget(undo.before, undo.added, pool.total);
  const outcome: UndoOutcome = difference === undefined ? SETTLED : { settled: true, difference };
  if (total === pool.total) return outcome;
  amend({ ...undo, before: total, added: pool.total - total });
  const written = await setHugepages(pool, total);
  if (!written.ok) return { settled: false, difference: written.error.message };
  const now = read()?.total;
  return now === total
    ? outcome
    : {
        settled: false,
        difference: `nr_hugepages was set back to ${String(total)} but is ${String(now)}: pages are still in use`,
      };
};
