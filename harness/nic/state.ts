import { join } from 'node:path';

/** Paths of what is kept about bound devices. */
export interface NicPaths {
  readonly root: string;
  /** The host-wide lock: one binds or restores at a time. */
  readonly lock: string;
  /** Journals, `ADDRESS.jsonl` each. */
  readonly journals: string;
}

/** The paths below a state directory. */
export const nicPaths = (stateDirectory: string): NicPaths => ({
  root: join(stateDirectory, 'nic'),
  lock: join(stateDirectory, 'nic/lock'),
  journals: join(stateDirectory, 'nic/journals'),
});
