import type { Cause } from '../../lib/core/cause.js';
import type { ExitCode } from '../../lib/core/exit-code.js';
import type { Settings } from '../config/settings.js';
import type { SuiteDefinition } from '../plan/suite.js';
import type { RunEvent } from '../record/event.js';

/** The crate to be judged. */
export interface SubjectChoice {
  /** `reference`: the embedded default; `named`: another of subjects/; `crate`: given by path. */
  readonly kind: 'reference' | 'named' | 'crate';
  /** For messages and the record. */
  readonly name: string;
  /** Absolute folder of its manifest. */
  readonly path: string;
  /** Dependencies of a crate given by path to be taken from other folders. */
  readonly patches?: readonly { readonly name: string; readonly path: string }[];
  /** Features to switch on; default `full`, and `dpdk` where the crate has it. */
  readonly features?: readonly string[];
  /** It will change a little and be built again: keep what compiling it found out. Not for a crate given by path. Default false. */
  readonly incremental?: boolean;
}

/** Halves of a run on a crate given by path: its own tests, and the suites of this package. */
export const STAGES = ['audit', 'conformance'] as const;
export type Stage = (typeof STAGES)[number];

/** What a run is told. */
export interface RunOptions {
  readonly settings: Settings;
  /** Criterion ids asked for; empty for all. Suites are asked for in the settings. */
  readonly criteria: readonly string[];
  readonly subject: SubjectChoice;
  /** The one half of a run on a crate given by path that is wanted; both when absent. */
  readonly stage?: Stage;
  /** Every suite there is. */
  readonly suites: readonly SuiteDefinition[];
  readonly harnessVersion: string;
  /** The user's environment: PATH and the like are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the lab's lock and journals; default the host's one ({@link file://../lab/state.ts}). */
  readonly stateDirectory?: string;
  /**
   * Aborts the run; its reason is `{ signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' }`. What was begun is undone and recorded before
   * {@link file://./run.ts run} returns.
   */
  readonly signal?: AbortSignal;
}

/** A run that took place: it has a record, which alone decides what comes of it. */
export interface RunResult {
  /** Absolute path of run.jsonl. */
  readonly recordPath: string;
  readonly events: readonly RunEvent[];
}

/** A run that did not take place: nothing was written. */
export interface Refusal {
  readonly cause: Cause;
  readonly exitCode: ExitCode;
}
