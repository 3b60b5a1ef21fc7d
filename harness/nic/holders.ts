import { setTimeout as pause } from 'node:timers/promises';
import { endMarked, processesMarked } from '../../lib/files/marked.js';
import { RUN_MARK } from '../lab/mark.js';
import { NIC_MARK } from './write.js';

const GRACE_MS = 10_000;

const own = (): readonly number[] => processesMarked(RUN_MARK, NIC_MARK).filter((pid) => pid !== process.pid);

/**
 * Ends what of ours still runs on bound devices: programs that were started on them, and writers a killed binder left behind. First
 * asked to end (SIGTERM), then made to. False when some cannot be ended, because they wait inside the kernel.
 */
export const endOwnHolders = async (): Promise<boolean> => {
  for (const pid of own()) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  const deadline = Date.now() + GRACE_MS;
  while (own().length > 0 && Date.now() < deadline) await pause(10);
  return endMarked(RUN_MARK, NIC_MARK);
};
