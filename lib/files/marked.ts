import { setTimeout as pause } from 'node:timers/promises';
import { listProcesses } from './processes.js';
import { readTextNow } from './text.js';

/** Processes in whose environment `name` has the value: whoever started them, they say whose they are. */
export const processesMarked = (name: string, value: string): readonly number[] =>
  listProcesses().filter((pid) =>
    (readTextNow(`/proc/${String(pid)}/environ`) ?? '').split('\0').includes(`${name}=${value}`),
  );

/** Ends all processes with the mark and waits until they are gone; false when some were not after `limitMs`. */
export const endMarked = async (name: string, value: string, limitMs = 10_000): Promise<boolean> => {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const left = processesMarked(name, value).filter((pid) => pid !== process.pid);
    if (left.length === 0) return true;
    if (Date.now() > deadline) return false;
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await pause(2);
  }
};
