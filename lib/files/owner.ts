import { z } from 'zod';
import { readTextNow } from './text.js';

/**
 * Names one process for good: a pid alone is reused, but not together with the start time (clock ticks since boot,
 * field 22 of /proc/PID/stat, see proc(5)) and the id of the boot.
 */
export const ownerSchema = z.object({
  pid: z.int().positive(),
  startTime: z.string(),
  bootId: z.string(),
});
export type Owner = z.infer<typeof ownerSchema>;

/** Id of the running boot; a leftover with another id is from before a restart. */
export const bootId = (): string => readTextNow('/proc/sys/kernel/random/boot_id')?.trim() ?? '';

/** Start time of a process in clock ticks since boot, or undefined when it does not run (a zombie has ended). */
export const startTimeOf = (pid: number): string | undefined => {
  const stat = readTextNow(`/proc/${String(pid)}/stat`);
  // The name in brackets may hold anything, so count from its last bracket: state is field 3, start time field 22.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
};

/** Names a running process; undefined when there is none with that pid. */
export const ownerOf = (pid: number): Owner | undefined => {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime, bootId: bootId() };
};

/** True while that very process runs. */
export const isAlive = (owner: Owner): boolean =>
  owner.bootId === bootId() && owner.startTime === startTimeOf(owner.pid);

/** Short text that is different for different owners, fit for a file name. */
export const ownerKey = (owner: Owner): string =>
  `${String(owner.pid)}-${owner.startTime}-${owner.bootId.slice(0, 8)}`;
