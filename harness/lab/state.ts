import { join } from 'node:path';

/** Where the lab keeps its lock and journals: root's, and emptied at every restart on most systems. */
export const STATE_DIRECTORY = '/run/dpdk-conformance';

/** Paths below the state directory. */
export interface StatePaths {
  readonly root: string;
  /** The host-wide lock: one lab at a time. */
  readonly lock: string;
  /** Journals, `RUN.jsonl` each. */
  readonly journals: string;
}

/** The paths below a state directory. */
export const statePaths = (root: string): StatePaths => ({
  root,
  lock: join(root, 'lock'),
  journals: join(root, 'journals'),
});

/** Journal of one run. */
export const journalPath = (paths: StatePaths, run: string): string => join(paths.journals, `${run}.jsonl`);

/** Run-time directory of one run: lane configuration, plug-in links, private runtime directories. */
export const runDirectory = (paths: StatePaths, run: string): string => join(paths.root, run);
