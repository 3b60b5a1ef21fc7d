import { basename, join } from 'node:path';
import { isAlive, type Owner } from '../../lib/files/owner.js';
import { lockHolder } from '../../lib/files/lock.js';
import { commandOf, processesInNetns } from '../../lib/files/processes.js';
import { exists } from '../../lib/files/stat.js';
import { listDir } from '../../lib/files/tree.js';
import { netnsHandle } from '../../lib/net/netns.js';
import { readOwed } from './ledger.js';
import type { StatePaths } from './state.js';
import type { Undo } from './undo/record.js';

/** One lab as its journal and the system show it. */
export interface RunStatus {
  readonly run: string;
  readonly owner: Owner | undefined;
  /** `held`: its owner lives. `by-hand`: its owner is the peer of `lab up`. `left`: nobody lives who would undo it. */
  readonly state: 'held' | 'by-hand' | 'left';
  /** What would be put back. */
  readonly owed: readonly Undo[];
  /** Its namespaces that exist now, each with the processes in it. */
  readonly namespaces: readonly {
    readonly name: string;
    readonly processes: readonly { readonly pid: number; readonly command: string }[];
  }[];
}

/** The whole lab of this host. */
export interface LabStatus {
  readonly holder: { readonly pid: number; readonly command: string } | undefined;
  readonly runs: readonly RunStatus[];
}

const describe = ({ pid }: Owner): { readonly pid: number; readonly command: string } => ({
  pid,
  command: commandOf(pid) ?? 'unknown',
});

const runStatus = async (path: string, holder: Owner | undefined): Promise<RunStatus> => {
  const { owner, owed } = await readOwed(path);
  const names = owed.flatMap((undo) => (undo.kind === 'namespaces' ? undo.names : []));
  const namespaces = names
    .filter((name) => exists(netnsHandle(name)))
    .map((name) => ({ name, members: processesInNetns(netnsHandle(name)) }));
  const isOwnPeer = namespaces.some(({ members }) => members.some(({ pid }) => pid === holder?.pid));
  const held = owner !== undefined && isAlive(owner);
  return {
    run: basename(path, '.jsonl'),
    owner,
    state: isOwnPeer ? 'by-hand' : held ? 'held' : 'left',
    owed,
    namespaces: namespaces.map(({ name, members }) => ({ name, processes: members.map(describe) })),
  };
};

/** Looks at the lab; changes nothing. */
export const labStatus = async (paths: StatePaths): Promise<LabStatus> => {
  const holder = lockHolder(paths.lock);
  const journals = await listDir(paths.journals);
  return {
    holder: holder === undefined ? undefined : describe(holder),
    runs: await Promise.all(journals.map((name) => runStatus(join(paths.journals, name), holder))),
  };
};
