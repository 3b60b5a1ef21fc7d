import type { NodePool } from '../../../lib/dpdk/hugepage-pools.js';
import type { PmdInfo } from '../../../lib/dpdk/pmd-info.js';
import type { Snapshot } from '../../../lib/nic/facts.js';

/** What a NIC of a real host is held against. Plain data: findings are made of it by pure functions. */
export interface NicHostFacts {
  readonly snapshot: Snapshot;
  /** Poll-mode drivers by PCI address; undefined where DPDK's plug-ins were not found. */
  readonly pmds: Readonly<Record<string, readonly PmdInfo[]>> | undefined;
  /** Whether a cable is in, by interface; only where it is up. */
  readonly carriers: Readonly<Record<string, boolean>>;
  readonly cpu: {
    readonly allowed: readonly number[];
    /** Cores the scheduler leaves alone (`isolcpus=`). */
    readonly isolated: readonly number[];
    /** NUMA node by core. */
    readonly nodes: Readonly<Record<number, number>>;
    /** Frequency governor by core; absent where the host does not show one. */
    readonly governors: Readonly<Record<number, string>>;
    readonly flags: readonly string[];
  };
  readonly pools: readonly NodePool[];
}
