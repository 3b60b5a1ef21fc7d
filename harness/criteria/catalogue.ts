import type { SuiteDefinition } from '../plan/suite.js';
import type { Profile } from './verdict.js';

type SuiteName = SuiteDefinition['name'];

/** How a criterion is shown (SPEC part 2). */
export type CriterionKind = 'static' | 'test' | 'build' | 'docs' | 'review';

/** One of the 24 acceptance criteria, as data. */
export interface Criterion {
  /** `AC-…`, part of the interface. */
  readonly id: string;
  readonly title: string;
  readonly kind: CriterionKind;
  /** Suite its evidence comes from; absent where no suite can show it. */
  readonly suite?: SuiteName;
  /** Name of the one test that must be among those that prove it. */
  readonly test?: string;
  /** Every test of the suite must pass, not only those that name the criterion. */
  readonly wholeSuite?: true;
  /** The suite's sources must be scanned clean and its tests must open no kernel TCP socket. */
  readonly scan?: true;
  /** Weakest profile that may tick it. */
  readonly needs: Profile;
}

const proof = (id: string, test: string, title: string): Criterion => ({
  id,
  title,
  kind: 'test',
  suite: 'tcp_dpdk',
  test,
  needs: 'virtual',
});

/** The acceptance criteria of SPEC part 2, in its order. 24, and never another number. */
export const CATALOGUE: readonly Criterion[] = [
  {
    id: 'AC-0.1',
    title: '`tcp_dpdk.rs` uses only DPDK TCP types',
    kind: 'static',
    suite: 'tcp_dpdk',
    scan: true,
    needs: 'virtual',
  },
  {
    id: 'AC-0.2',
    title: '`tcp_dpdk_real.rs` uses only DPDK TCP types and all its tests pass',
    kind: 'static',
    suite: 'tcp_dpdk_real',
    scan: true,
    wholeSuite: true,
    needs: 'real',
  },
  {
    id: 'AC-0.3',
    title: '`dpdk_multi_process.rs` uses only DPDK TCP types',
    kind: 'static',
    suite: 'multi_process',
    scan: true,
    needs: 'virtual',
  },
  {
    id: 'AC-0.4',
    title: '`dpdk_worker_isolation.rs`: clients use only DPDK TCP types',
    kind: 'static',
    suite: 'worker_isolation',
    scan: true,
    needs: 'virtual',
  },
  {
    id: 'AC-0.5',
    title: 'every `tcp_dpdk_real` test passes in a real DPDK environment',
    kind: 'test',
    suite: 'tcp_dpdk_real',
    wholeSuite: true,
    needs: 'real',
  },
  { id: 'AC-0.6', title: 'a person reviewed the DPDK test files', kind: 'review', needs: 'virtual' },
  proof('AC-1', 'test_connect_with_socket_addr', 'connect to a socket address'),
  proof(
    'AC-2',
    'test_connect_with_hostname',
    'connect by host name: each address in turn, first success wins, last error returned',
  ),
  proof('AC-3', 'test_nodelay_actually_works', 'nodelay: get and set, both ways, and it works'),
  proof('AC-4', 'test_ready_readable', '`ready`/`readable`/`writable` wait for the event; cancel safe'),
  proof('AC-5', 'test_try_read_would_block', '`try_read` says WouldBlock while nothing is there'),
  proof('AC-6', 'test_try_read_success', '`try_read`, `try_read_buf`, vectored; end of stream is 0'),
  proof('AC-7', 'test_peek_data', '`peek` and `poll_peek` do not consume'),
  proof('AC-8', 'test_set_ttl', 'TTL: get and set; 0 and above 255 are InvalidInput'),
  proof('AC-9', 'test_shutdown_write', 'half-close; also Read and Both; not connected is Ok'),
  proof('AC-10', 'test_socket_new_v4', '`TcpDpdkSocket` new v4 and v6: the defaults'),
  proof('AC-11', 'test_socket_bind_connect', 'socket bind and connect; AddrInUse, AddrNotAvailable'),
  proof('AC-12', 'test_socket_buffer_size', 'socket buffer sizes take effect'),
  proof('AC-13', 'test_listener_bind_hostname', 'listener binds to a host name and accepts on it'),
  proof('AC-14', 'test_listener_ttl', 'listener TTL, of the SYN-ACK and of accepted streams'),
  { id: 'AC-15', title: '`cargo check` has no error', kind: 'build', needs: 'virtual' },
  {
    id: 'AC-16',
    title: '`cargo check` has no new warning against a recorded baseline',
    kind: 'build',
    needs: 'virtual',
  },
  {
    id: 'AC-17',
    title: 'the guide has a TcpDpdkSocket example that compiles and an API table that is true',
    kind: 'docs',
    needs: 'virtual',
  },
  { id: 'AC-18', title: 'every new public method has a doc comment', kind: 'docs', needs: 'virtual' },
];

const byId = new Map(CATALOGUE.map((criterion) => [criterion.id, criterion]));

/** The criterion of that id, if it is one of the 24. */
export const findCriterion = (id: string): Criterion | undefined => byId.get(id);
