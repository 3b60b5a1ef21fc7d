/** A test file of SPEC R6 and the suite of this package that asks for the same. */
export interface AuditedFile {
  /** Name of the cargo test target. */
  readonly name: string;
  readonly suite: string;
  /** What its lane offers: ports, and cores for their workers. */
  readonly needs: { readonly ports: number; readonly cores: number };
}

/** The four files whose tests are about DPDK. */
export const AUDITED_FILES: readonly AuditedFile[] = [
  { name: 'tcp_dpdk', suite: 'tcp_dpdk', needs: { ports: 1, cores: 1 } },
  { name: 'tcp_dpdk_real', suite: 'tcp_dpdk_real', needs: { ports: 1, cores: 1 } },
  { name: 'dpdk_multi_process', suite: 'multi_process', needs: { ports: 2, cores: 2 } },
  { name: 'dpdk_worker_isolation', suite: 'worker_isolation', needs: { ports: 2, cores: 2 } },
];
