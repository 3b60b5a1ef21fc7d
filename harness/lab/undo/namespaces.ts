import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, type Owner } from '../../../lib/files/owner.js';
import { processesInNetns } from '../../../lib/files/processes.js';
import { readMounts } from '../../../lib/files/mounts.js';
import { removeEmptyDirectory } from '../../../lib/files/directory.js';
import { exists } from '../../../lib/files/stat.js';
import { listDir } from '../../../lib/files/tree.js';
import { NETNS_DIRECTORY, netnsHandle } from '../../../lib/net/netns.js';
import { run } from '../../../lib/proc/run.js';
import { SETTLED, type UndoOutcome } from './record.js';

const LIMIT_MS = 10_000;

const kill = (process_: Owner): void => {
  try {
    if (isAlive(process_)) process.kill(process_.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Ends a process and waits until it is gone (or the limit has passed). */
export const endProcess = async (owner: Owner): Promise<void> => {
  const deadline = Date.now() + LIMIT_MS;
  while (isAlive(owner) && Date.now() < deadline) {
    kill(owner);
    await pause(2);
  }
};

/** Ends every process in the namespaces and waits until the kernel has taken each away; what is left after the limit. */
const emptyOut = async (handles: readonly string[]): Promise<readonly Owner[]> => {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const inside = handles.flatMap(processesInNetns);
    if (inside.length === 0 || Date.now() > deadline) return inside;
    inside.forEach(kill);
    await pause(2);
  }
};

/** Ends the processes of the run's namespaces and removes the namespaces; interfaces and rules in them go with them. */
export const undoNamespaces = async (names: readonly string[]): Promise<UndoOutcome> => {
  const present = names.filter((name) => exists(netnsHandle(name)));
  if (present.length === 0) return SETTLED;
  const left = await emptyOut(present.map(netnsHandle));
  if (left.length > 0)
    return {
      settled: false,
      difference: `processes ${left.map(({ pid }) => pid).join(', ')} in ${present.join(', ')} could not be ended`,
    };
  const result = await run('ip', ['-force', '-batch', '-'], {
    input: present.map((name) => `netns del ${name}\n`).join(''),
  });
  const still = present.filter((name) => exists(netnsHandle(name)));
  return still.length === 0
    ? SETTLED
    : { settled: false, difference: `${still.join(', ')} could not be removed: ${result.stderr.trim()}` };
};

/** Puts the directory of handles back to how it was, unless somebody else's namespaces are in it by now. */
export const undoNetnsDirectory = async (directory: boolean): Promise<UndoOutcome> => {
  if ((await listDir(NETNS_DIRECTORY)).length > 0) return SETTLED; // others use it: it is theirs now
  if (readMounts().some(({ target }) => target === NETNS_DIRECTORY))
    await run('umount', ['-n', NETNS_DIRECTORY]);
  if (directory) removeEmptyDirectory(NETNS_DIRECTORY);
  return SETTLED;
};
