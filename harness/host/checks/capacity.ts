import { dirname } from 'node:path';
import { labInUse, stateNotWritable } from '../../lab/causes.js';
import { finding, type Check } from './check.js';

const list = (cores: readonly number[]): string => (cores.length === 0 ? 'none' : cores.join(','));

/** The cores the user named, or as many as the run wants. */
export const cores: Check = ({ allowedCores, onlineCores }, needs) => {
  const wanted = needs.coreList ?? [];
  const offline = wanted.filter((core) => !onlineCores.includes(core));
  const forbidden = wanted.filter((core) => onlineCores.includes(core) && !allowedCores.includes(core));
  const lacking = [
    ...(offline.length === 0 ? [] : [`${list(offline)} not online`]),
    ...(forbidden.length === 0 ? [] : [`${list(forbidden)} outside of this process's affinity`]),
  ];
  const few = allowedCores.length < needs.cores;
  return finding({
    id: 'cores-unavailable',
    title: 'cores',
    found: [`cores ${list(allowedCores)} can be used`, ...lacking].join(', '),
    wanted:
      needs.coreList === undefined
        ? `${String(needs.cores)} core(s) for DPDK workers`
        : `the named cores ${list(wanted)}, at least ${String(needs.cores)}`,
    holds: lacking.length === 0 && !few,
    fix:
      needs.coreList === undefined || few
        ? "ask for fewer lanes, or give this process more cores (`taskset`, the container's cpuset)"
        : `name cores out of ${list(allowedCores)}`,
  });
};

/** Where everything done to the host is written down. */
export const state: Check = (facts) => {
  if (!facts.root) return undefined;
  const cause = stateNotWritable(`${facts.stateDirectory} cannot be written`);
  const line = { id: cause.id, title: 'state directory', wanted: cause.expected };
  return facts.stateWritable
    ? { ...line, found: `${facts.stateDirectory} can be written` }
    : { ...line, found: cause.seen, cause };
};

/** Nobody else holds the lab. */
export const lab: Check = ({ labHolder }) => {
  const line = { id: 'lab-in-use', title: 'lab', wanted: 'one lab at a time' };
  if (labHolder === undefined) return { ...line, found: 'nobody holds it' };
  const cause = labInUse(labHolder, labHolder.command);
  return { ...line, found: cause.seen, cause };
};

const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

/** Room for the build. */
export const disk: Check = ({ freeBytes, workDirectory }, needs) =>
  freeBytes === undefined
    ? undefined
    : finding({
        id: 'disk-full',
        title: 'disk',
        found: `${gib(freeBytes)} free for ${workDirectory}`,
        wanted: `${gib(needs.freeBytes)} free for the build`,
        holds: freeBytes >= needs.freeBytes,
        fix: `df -h ${dirname(workDirectory)}  # make room there, or choose another work directory`,
      });
