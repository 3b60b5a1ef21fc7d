import type { Profile } from '../criteria/verdict.js';
import type { LabFile } from './lab-schema.js';
import type { Allowance } from './schema.js';

/** Where a value comes from: built in, the path of the file, or the flag that gave it. */
export type Origin = 'default' | { readonly file: string } | { readonly flag: string };

/** A value with its origin, so that a message about it can say where to change it. */
export interface Setting<T> {
  readonly value: T;
  readonly from: Origin;
}

/** Everything a run can be told, merged from defaults, file and flags. Paths are absolute. */
export interface Settings {
  readonly suites: Setting<readonly string[]>;
  readonly profile: Setting<Profile>;
  /** Undefined: as many as leave one core to the peer and the harness. */
  readonly lanes: Setting<number | undefined>;
  /** Undefined: every core this process may run on. */
  readonly cores: Setting<readonly number[] | undefined>;
  readonly out: Setting<string>;
  readonly workDir: Setting<string>;
  /** Recorded warnings of the subject (AC-16). */
  readonly baseline: Setting<string>;
  /** Sign-off of the test files (AC-0.6). */
  readonly review: Setting<string>;
  /** Undefined: TOKIO_DPDK_GUIDE.md in the subject's folder, its package's or the one above (AC-17). */
  readonly guide: Setting<string | undefined>;
  readonly buildSeconds: Setting<number>;
  /** For tests that state no limit of their own. */
  readonly testSeconds: Setting<number>;
  readonly runSeconds: Setting<number>;
  readonly allowances: Setting<readonly Allowance[]>;
  /** The lab of a real host; its paths are absolute. */
  readonly lab: Setting<LabFile | undefined>;
}

/** Values a caller gives by flag or by code; paths relative to the working directory. Undefined ones are not given. */
export type Flags = { readonly [K in keyof Settings]?: Settings[K]['value'] | undefined };

/** An origin in words. */
export const describeOrigin = (from: Origin): string => {
  if (from === 'default') return 'default';
  return 'file' in from ? from.file : from.flag;
};
