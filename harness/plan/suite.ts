import type { Assertion } from '../../lib/pcap/index.js';
import type { Impairment } from './impairment.js';
import type { Profile } from '../criteria/verdict.js';

/** What must be seen on the wire for a test to count (evidence E3). Everything stated must hold; frames of other tests never count. */
export interface WireExpectation {
  /** TCP connections the device under test opened (its SYN, from its MAC and one of its addresses). */
  readonly connect?: {
    readonly outcome: 'established' | 'refused' | 'unanswered';
    /** At least this many; default 1. */
    readonly count?: number;
    readonly family?: 4 | 6;
  };
  /**
   * Every TCP connection the device under test opened, in the order of their first SYN: no other one, none missing. Where a name has
   * several addresses, this is the order in which they were tried.
   */
  readonly opened?: readonly {
    /** Textual address, without brackets. */
    readonly address: string;
    readonly port: number;
    readonly outcome: 'established' | 'refused' | 'unanswered';
  }[];
  /** TCP connections the peer opened and the device under test accepted. */
  readonly accept?: { readonly count?: number; readonly family?: 4 | 6 };
  /** At least this many payload bytes in all, by direction. */
  readonly payload?: { readonly fromDut?: number; readonly toDut?: number };
  /** Distinct ports of the lab (links) on which the device under test must have sent. Default 1. */
  readonly links?: number;
  /** Statements about single frames (E5). Each must hold; their results are in the record. */
  readonly frames?: readonly Assertion[];
}

/** One test of a suite: a Rust `#[test]` function, run alone in its own process. */
export interface TestDefinition {
  /** The Rust test's path as libtest lists it, e.g. `test_connect_with_socket_addr`. */
  readonly name: string;
  /** Rust integration test target (file stem under the suite's tests/). */
  readonly binary: string;
  /** Criterion ids this test is evidence for: `AC-…` or `X-…`. */
  readonly criteria: readonly string[];
  /** `'none'`: the test owes no TCP frame (its EAL is still checked); say why in a comment beside it. */
  readonly wire: WireExpectation | 'none';
  /** Time limit of the one test in seconds, default 30. */
  readonly timeoutSeconds?: number;
  /** What the wire does to its frames; default nothing. */
  readonly impairment?: Impairment;
  /** A host whose TCP breaks the rules is on its wire. */
  readonly hostile?: boolean;
  /** Processes of this test that must each have started EAL. Default 1. */
  readonly ealProcesses?: number;
}

/** A suite: one of the four folders under suites/. */
export interface SuiteDefinition {
  readonly name: 'tcp_dpdk' | 'tcp_dpdk_real' | 'multi_process' | 'worker_isolation';
  readonly title: string;
  /** Absolute path of the folder that holds Cargo.toml and tests/. */
  readonly directory: string;
  readonly needs: {
    /** DPDK ports in the lane (each its own link to the peer). */
    readonly ports: number;
    /** Cores in the lane; every busy-polling worker has one of its own. */
    readonly cores: number;
    /** The profile from which on its tests may tick a criterion; weaker profiles leave it unproven. */
    readonly provenFrom: Profile;
  };
  readonly tests: readonly TestDefinition[];
}

/** Identity function that gives a suite file its type. */
export const defineSuite = (suite: SuiteDefinition): SuiteDefinition => suite;

/** Stable id of a test across formats: `suite::binary::name`. */
export const testId = (suite: string, binary: string, name: string): string => `${suite}::${binary}::${name}`;
