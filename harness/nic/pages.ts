import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { readNodePool } from '../../lib/dpdk/hugepage-pools.js';
import { removeEalLeftovers } from '../../lib/dpdk/leftovers.js';
import { bootId, ownerOf } from '../../lib/files/owner.js';
import { exists } from '../../lib/files/stat.js';
import { remove } from '../../lib/files/tree.js';
import type { Device } from '../../lib/nic/facts.js';
import { hugepagesUnavailable, stateNotWritable } from '../lab/causes.js';
import { nodePageStep } from '../lab/hugepages.js';
import { Ledger, leftFromEarlierBoot, NOTHING_RESTORED, type Restoration } from '../lab/ledger.js';
import type { NicPaths } from './state.js';

/** `--file-prefix` of programs on devices bound by this program; hugepages a killed one left under it are freed. */
export const EAL_PREFIX = 'dpdk-conformance';

/** Hugepages wanted on the NUMA node of each device. */
export interface PageOrder {
  readonly sizeKb: number;
  readonly count: number;
}

const ledgerOf = (paths: NicPaths): string => join(paths.root, 'hugepages.jsonl');

const openLedger = async (path: string): Promise<Ledger | undefined> => {
  if (exists(path)) return (await Ledger.reopen(path)).ledger;
  const self = ownerOf(process.pid);
  return self === undefined ? undefined : Ledger.begin(path, 'nic', self);
};

/** Sets the pools back that were raised, and only by what was added. The lock must be held. */
export const restorePages = async (paths: NicPaths): Promise<Restoration> => {
  const path = ledgerOf(paths);
  if (!exists(path)) return NOTHING_RESTORED;
  await removeEalLeftovers(EAL_PREFIX);
  const { ledger, owner } = await Ledger.reopen(path);
  try {
    const earlier = owner !== undefined && owner.bootId !== bootId();
    const restoration = await ledger.undoAll(earlier ? leftFromEarlierBoot : undefined);
    if (restoration.complete) await remove(path);
    return restoration;
  } finally {
    ledger.close();
  }
};

/** Raises the pools until so many pages are free on the node of each device, or changes nothing. The lock must be held. */
export const takePages = async (
  paths: NicPaths,
  { sizeKb, count }: PageOrder,
  devices: readonly Device[],
): Promise<Result<void, Cause>> => {
  // Where the platform does not say which node a device is on, any will do.
  const nodes = new Set(devices.map(({ numaNode }) => Math.max(0, numaNode)));
  const ledger = await openLedger(ledgerOf(paths));
  if (ledger === undefined) return err(stateNotWritable('/proc does not show this process'));
  try {
    for (const node of nodes) {
      const pool = readNodePool(node, sizeKb);
      if (pool === undefined)
        return err(hugepagesUnavailable(`no pool of such pages on NUMA node ${String(node)}`, count, sizeKb));
      const step = nodePageStep(pool, count);
      const taken = step === undefined ? ok(undefined) : await ledger.take(step);
      if (!taken.ok) return taken;
    }
    return ok(undefined);
  } finally {
    ledger.close();
  }
};
