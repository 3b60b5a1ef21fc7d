import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { findDpdk } from '../../lib/dpdk/package.js';
import { readHugepagePool } from '../../lib/dpdk/hugepages.js';
import { makeDirectory } from '../../lib/files/directory.js';
import { ownerOf, type Owner } from '../../lib/files/owner.js';
import { attempt } from '../../lib/files/problem.js';
import { exists, resolveLinks } from '../../lib/files/stat.js';
import { mkdirp, remove } from '../../lib/files/tree.js';
import { hugepagesUnavailable, stateNotWritable } from './causes.js';
import { hugepageStep } from './hugepages.js';
import { performLabUndo } from './lab-undo.js';
import { takeLabLock } from './lab-lock.js';
import { pagesFor } from './memory.js';
import { leaseHugetlbfs } from './hugetlbfs.js';
import { bareNamespace } from './lane-namespaces.js';
import { laneUp, type Lane, type LaneRequest } from './lane.js';
import { Ledger, NOTHING_RESTORED, type Restoration } from './ledger.js';
import { leaseNics } from './nics.js';
import { pluginMounts } from './plugins.js';
import { portLaneUp, type PortLaneRequest } from './port-lane.js';
import { giveBack, restoreLeftovers } from './restore.js';
import type { LabShared } from './shared.js';
import { journalPath, runDirectory, STATE_DIRECTORY, statePaths, type StatePaths } from './state.js';

/** How to open a lab. */
export interface LabOptions {
  /** Default {@link STATE_DIRECTORY}. */
  readonly stateDirectory?: string;
  /** Processes with an EAL of their own that run at the same time, over all lanes. */
  readonly processes: number;
  /** Never use the host's hugetlbfs, for tests that may leave files on it. Default false. */
  readonly ownHugetlbfs?: boolean;
  /** EAL is to find every driver DPDK has, not the lab's few: for NICs of any make. Default false. */
  readonly allDrivers?: boolean;
  /** How much slower than usual processors are, where they are emulated: tests wait longer for a step, and what is to be slow for them is slower. Default 1. */
  readonly slowness?: number;
  /** Where libdpdk's libraries are, when known already; else pkg-config is asked. */
  readonly libraryDirectory?: string;
}

/** An open lab: the host-wide lock is held, hugepages are there. */
export interface Lab {
  /** 4 hex digits, part of every name the run gives. */
  readonly run: string;
  readonly directory: string;
  /** What an earlier, killed run had left and was put back now. */
  readonly restored: Restoration;
  readonly laneUp: (request: LaneRequest) => Promise<Result<Lane, Cause>>;
  /** As {@link Lab.laneUp}, on NICs whose cables lead to other hosts. */
  readonly portLaneUp: (request: PortLaneRequest) => Promise<Result<Lane, Cause>>;
  /** Gives devices to DPDK until the lab is closed; those that are DPDK's already are left as they are, also then. */
  readonly bindNics: (addresses: readonly string[]) => Promise<Result<void, Cause>>;
  /** A namespace with nothing in it, until the lab is closed; gives its name. */
  readonly bareNamespace: (part: string) => Promise<Result<string, Cause>>;
  /** Makes another process the owner; this one must not {@link Lab.close} it any more. */
  readonly handOver: (to: Owner) => void;
  /** Puts everything back, last taken first. Safe to call twice. */
  readonly close: () => Promise<Restoration>;
}

const begin = async (paths: StatePaths, run: string): Promise<Result<Ledger, Cause>> => {
  const owner = ownerOf(process.pid);
  if (owner === undefined) return err(stateNotWritable('/proc does not show this process'));
  const ledger = await attempt('write', paths.journals, async () => {
    await mkdirp(paths.journals);
    return Ledger.begin(journalPath(paths, run), run, owner, performLabUndo);
  });
  return ledger.ok ? ledger : err(stateNotWritable(ledger.error.message));
};

const freshRunId = (paths: StatePaths): string => {
  const id = randomBytes(2).toString('hex');
  return exists(journalPath(paths, id)) ? freshRunId(paths) : id;
};

const share = async (
  ledger: Ledger,
  run: string,
  directory: string,
  options: LabOptions,
): Promise<Result<LabShared, Cause>> => {
  const made = await ledger.take({
    undo: { kind: 'tree', path: directory },
    do: () => ok(makeDirectory(directory)),
  });
  if (!made.ok) return made;
  const pool = readHugepagePool();
  if (pool === undefined)
    return err(hugepagesUnavailable('no hugepage pool in /sys/kernel/mm/hugepages', 1, 2048));
  const pages = pagesFor(options.processes, pool.sizeKb);
  const step = hugepageStep(pool, pages);
  const raised = step === undefined ? ok(undefined) : await ledger.take(step);
  if (!raised.ok) return raised;
  const hugetlbfs = await leaseHugetlbfs({ ledger, run, directory }, pool.sizeKb, options.ownHugetlbfs);
  if (!hugetlbfs.ok) return hugetlbfs;
  const runtimeTarget = `${await resolveLinks('/var/run')}/dpdk`;
  for (const path of [runtimeTarget, '/etc/dpdk']) {
    if (exists(path)) continue;
    const taken = await ledger.take({
      undo: { kind: 'directory', path },
      do: () => ok(makeDirectory(path)),
    });
    if (!taken.ok) return taken;
  }
  const libraryDirectory = options.libraryDirectory ?? (await installedLibraries());
  return ok({
    run,
    directory,
    ledger,
    hugepages: { sizeKb: pool.sizeKb, count: pagesFor(1, pool.sizeKb), mount: hugetlbfs.value },
    mounts:
      options.allDrivers === true || libraryDirectory === undefined
        ? []
        : await pluginMounts(libraryDirectory, directory),
    slowness: options.slowness ?? 1,
    runtimeTarget,
  });
};

const installedLibraries = async (): Promise<string | undefined> => {
  const dpdk = await findDpdk();
  return dpdk.kind === 'found' ? dpdk.libraryDirectory : undefined;
};

/**
 * Takes the host's one lab: lock, what killed runs left is put back, hugepages, hugetlbfs, directories. On trouble
 * everything is put back before it returns.
 */
export const openLab = async (options: LabOptions): Promise<Result<Lab, Cause>> => {
  const paths = statePaths(options.stateDirectory ?? STATE_DIRECTORY);
  const lock = await takeLabLock(paths);
  if (!lock.ok) return lock;
  const restored = await restoreLeftovers(paths);
  const run = freshRunId(paths);
  const ledger = await begin(paths, run);
  if (!ledger.ok) {
    giveBack(lock.value, paths);
    return ledger;
  }
  let closed: Promise<Restoration> | undefined;
  const closeOnce = async (): Promise<Restoration> => {
    const restoration = await ledger.value.undoAll();
    ledger.value.close();
    if (restoration.complete) await remove(journalPath(paths, run));
    giveBack(lock.value, paths);
    return restoration;
  };
  const close = (): Promise<Restoration> => (closed ??= closeOnce());
  const shared = await share(ledger.value, run, runDirectory(paths, run), options);
  if (!shared.ok) {
    await close();
    return shared;
  }
  return ok({
    run,
    directory: join(paths.root, run),
    restored,
    laneUp: (request) => laneUp(shared.value, request),
    portLaneUp: (request) => portLaneUp(shared.value, request),
    bindNics: (addresses) => leaseNics(shared.value, addresses),
    bareNamespace: async (part) => {
      const name = `dc${run}-${part}`;
      const made = await bareNamespace(shared.value, name);
      return made.ok ? ok(name) : made;
    },
    handOver: (to) => {
      lock.value.handOver(to); // first: a lab whose lock is held is never taken for a leftover
      ledger.value.handOver(run, to);
      closed = Promise.resolve(NOTHING_RESTORED);
    },
    close,
  });
};
