import { processesMarked } from '../../lib/files/marked.js';
import { readHolders } from '../../lib/nic/read/holders.js';
import { RUN_MARK } from '../lab/mark.js';
import { NIC_MARK, until } from './write.js';

const GRACE_MS = 10_000;

const signal = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
};

/**
 * Ends what of ours still runs on devices that are to be given back: programs that were started on them, and writers a killed binder
 * left behind. First asked to end (SIGTERM), then made to. Programs on the devices `spared` go on. False when some cannot be ended,
 * because they wait inside the kernel.
 */
export const endOwnHolders = async (spared: readonly string[]): Promise<boolean> => {
  const kept = new Set([process.pid, ...readHolders(spared).map(({ pid }) => pid)]);
  const own = (): readonly number[] => processesMarked(RUN_MARK, NIC_MARK).filter((pid) => !kept.has(pid));
  const gone = (): boolean => own().length === 0;
  signal(own(), 'SIGTERM');
  if (await until(gone, GRACE_MS)) return true;
  signal(own(), 'SIGKILL');
  return until(gone, GRACE_MS);
};
