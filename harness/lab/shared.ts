import type { Ledger } from './ledger.js';
import type { LaneMount } from './plugins.js';

/** What every lane of a run shares. */
export interface LabShared {
  /** 4 hex digits. */
  readonly run: string;
  readonly directory: string;
  readonly ledger: Ledger;
  /** Page size, pages one process may use, and where they are mounted. */
  readonly hugepages: { readonly sizeKb: number; readonly count: number; readonly mount: string };
  /** Mounts every test of the run gets before its lane's own. */
  readonly mounts: readonly LaneMount[];
  /** How much slower than usual processors are. */
  readonly slowness: number;
  /** Host directory over which each lane puts its private one (`/run/dpdk`). */
  readonly runtimeTarget: string;
}
