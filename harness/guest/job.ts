import type { LaneKind } from '../lab/layout.js';
import type { Phase } from '../plan/plan.js';
import type { NativeTools } from '../run/build-native.js';
import type { TestProgram } from '../run/build-suites.js';
import type { ForeignTests } from '../run/ready-test.js';

/** A NIC of the guest for DPDK, and the kernel's one at the other end of its cable. */
export interface JobNic {
  readonly address: string;
  readonly mac: string;
  readonly wire: string;
}

/** Tests with the same surroundings. */
export interface GuestWork {
  readonly kind: LaneKind;
  readonly phases: readonly Phase[];
  readonly programs: readonly TestProgram[];
  /** Ids of the tests that were built as planned. */
  readonly mayRun: readonly string[];
  /** Names of the suites whose statements about frames hold for them. */
  readonly suites: readonly string[];
  /** What is different for tests of a crate given by its path, or linked with it. */
  readonly foreign?: ForeignTests;
}

/** What the harness in the guest is to do. Written and read by the same version of this program; all paths are the same on both sides. */
export interface GuestJob {
  readonly out: string;
  readonly tools: NativeTools;
  /** One after the other. */
  readonly works: readonly GuestWork[];
  /** Processes with an EAL of their own at the same time. */
  readonly processes: number;
  /** One for each port of each lane, in the order of the lanes. */
  readonly nics: readonly JobNic[];
}

/** Name of the job in the folder that host and guest share. */
export const JOB_NAME = 'job.json';
