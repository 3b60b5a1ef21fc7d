import type { SuiteDefinition } from '../plan/suite.js';
import type { Outcome } from '../self-test/verdict.js';

/** What both families of a self-test share. */
export interface SelfTestContext {
  /** Folder of the package. */
  readonly root: string;
  /** Builds kept between calls, as `run` has them. */
  readonly workDir: string;
  /** Folder of the copies; outside of the package, always the same one, so that builds find them where they were. */
  readonly copies: string;
  readonly suites: readonly SuiteDefinition[];
  readonly harnessVersion: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the lab's lock and journals; default the host's one. */
  readonly stateDirectory?: string;
  readonly signal: AbortSignal;
  /** Told of each outcome as it is there. */
  readonly tell: (outcome: Outcome) => void;
}
