import { readdirSync } from 'node:fs';
import { startTimeOf, type Owner, bootId } from './owner.js';
import { identity } from './stat.js';
import { readTextNow } from './text.js';

/** All processes this process can see under /proc (zombies left out). */
export const listProcesses = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => startTimeOf(pid) !== undefined);

/** Processes whose network namespace is the one the handle (`/run/netns/NAME`) leads to. */
export const processesInNetns = (handle: string): readonly Owner[] => {
  const wanted = identity(handle);
  if (wanted === undefined) return [];
  return listProcesses()
    .filter((pid) => identity(`/proc/${String(pid)}/ns/net`) === wanted)
    .flatMap((pid) => {
      const startTime = startTimeOf(pid);
      return startTime === undefined ? [] : [{ pid, startTime, bootId: bootId() }];
    });
};

/** Command line of a process with spaces between its arguments; undefined when it has gone. */
export const commandOf = (pid: number): string | undefined =>
  readTextNow(`/proc/${String(pid)}/cmdline`)
    ?.split('\0')
    .join(' ')
    .trim();
