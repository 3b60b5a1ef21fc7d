import type { Profile } from '../criteria/verdict.js';

/** A test file of SPEC R6 and the suite of this package that asks for the same. */
export interface AuditedFile {
  /** Name of the cargo test target. */
  readonly name: string;
  readonly suite: string;
  /** What its lane offers: ports, and cores for their workers. */
  readonly needs: { readonly ports: number; readonly cores: number };
  /** The weakest profile in which its tests prove something. */
  readonly provenFrom: Profile;
}

/** The four files whose tests are about DPDK. Those of `tcp_dpdk` as well may ask for two workers, and so for two ports: several on one need flow rules. */
export const AUDITED_FILES: readonly AuditedFile[] = [
  { name: 'tcp_dpdk', suite: 'tcp_dpdk', needs: { ports: 2, cores: 2 }, provenFrom: 'virtual' },
  { name: 'tcp_dpdk_real', suite: 'tcp_dpdk_real', needs: { ports: 1, cores: 1 }, provenFrom: 'real' },
  {
    name: 'dpdk_multi_process',
    suite: 'multi_process',
    needs: { ports: 2, cores: 2 },
    provenFrom: 'virtual',
  },
  {
    name: 'dpdk_worker_isolation',
    suite: 'worker_isolation',
    needs: { ports: 2, cores: 2 },
    provenFrom: 'virtual',
  },
];

/**
 * True for a file whose tests are run in a profile. On the port of a lab host those about the real network alone: the others may ask for an
 * interface of the kernel beside the port, which the port reaches over a wire of the harness only; on a cable between hosts the kernel
 * would have to send for it.
 */
export const runsIn = ({ provenFrom }: AuditedFile, profile: Profile): boolean =>
  profile !== 'real' || provenFrom === 'real';
