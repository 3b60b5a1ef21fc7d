import type { Cause } from '../../lib/core/cause.js';
import type { Owner } from '../../lib/files/owner.js';

/** The cause to show when a living process holds the lab; `command` is its command line. */
export const labInUse = (holder: Owner, command: string): Cause => ({
  id: 'lab-in-use',
  seen: `process ${String(holder.pid)} (${command.slice(0, 200)}) holds the lab of this host`,
  expected: 'one lab at a time',
  fix: 'wait for it to end; when it was brought up by hand: `dpdk-conformance lab down`',
});

/** The cause to show when the state directory cannot be written. */
export const stateNotWritable = (message: string): Cause => ({
  id: 'state-not-writable',
  seen: message,
  expected: 'a state directory that can be written, so that everything done to the host can be undone',
  fix: 'run as root on a host whose /run can be written',
});

/** The cause to show when hugepages cannot be had. */
export const hugepagesUnavailable = (seen: string, pages: number, sizeKb: number): Cause => ({
  id: 'hugepages-unavailable',
  seen,
  expected: `${String(pages)} free hugepages of ${String(sizeKb)} kB`,
  fix: `echo ${String(pages)} >/proc/sys/vm/nr_hugepages && grep HugePages_Free /proc/meminfo  # close programs or restart the host when fewer are free`,
});

/** The cause to show when a hugetlbfs cannot be mounted. */
export const hugetlbfsUnavailable = (seen: string): Cause => ({
  id: 'hugetlbfs-unavailable',
  seen,
  expected: 'a kernel that can mount hugetlbfs (CONFIG_HUGETLBFS)',
  fix: 'grep hugetlbfs /proc/filesystems  # use a kernel that lists it, or a container with CAP_SYS_ADMIN',
});

/** The cause to show when a lane cannot be made or is not as ordered. */
export const laneBroken = (seen: string): Cause => ({
  id: 'lane-setup-failed',
  seen,
  expected: 'a lane with working cables in namespaces of its own',
  fix: '`dpdk-conformance lab restore && dpdk-conformance doctor`, then run again',
});

/** The cause to show when a peer has gone. */
export const peerDead = (how: string): Cause => ({
  id: 'peer-dead',
  seen: `the peer process of the lab ended (${how})`,
  expected: 'a peer that serves as long as the lane is up',
  fix: 'run again; if it repeats, look at the lane with `dpdk-conformance lab up`',
});

/** The cause to show when a peer never served. */
export const peerNotReady = (how: string): Cause => ({
  id: 'peer-dead',
  seen: `the peer process of the lab did not come up: ${how}`,
  expected: 'its services listening in the peer namespace',
  fix: 'build the harness (`npm run build`) and run again',
});

/** The cause to show when something is asked of a lab that is being taken down. */
export const LAB_CLOSED: Cause = {
  id: 'lab-closed',
  seen: 'a lane was asked for while the lab is being taken down',
  expected: 'lanes only while the lab is open',
  fix: 'start the run again; it was interrupted',
};

/** The cause to show when a DPDK port has gone. */
export const portRemoved = (seen: string): Cause => ({
  id: 'port-removed',
  seen,
  expected: 'every DPDK port there as long as the lane is up',
  fix: 'leave the namespaces of the lab alone while a run is on, then run again',
});

/** The cause to show when no DPDK port has the MAC of the configuration. */
export const portMissing = (seen: string): Cause => ({
  id: 'port-not-found',
  seen,
  expected: 'a DPDK port with the MAC address that env.json gives the device',
  fix: "compare `mac` in env.json with the `mac=` of EAL's --vdev argument (`dpdk-conformance lab up` shows both); a subject that ignores `eal_args` never makes the port",
});

/** The cause to show when EAL does not start. */
export const ealRefused = (seen: string): Cause => ({
  id: 'eal-refused',
  seen,
  expected: "EAL started with the lane's arguments",
  fix: '`dpdk-conformance doctor`, then run again; `dpdk-conformance lab up` gives a shell in which the same start can be tried by hand',
});
