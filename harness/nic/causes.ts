import type { Cause } from '../../lib/core/cause.js';
import type { Owner } from '../../lib/files/owner.js';

/** The cause to show when another process is binding or restoring. */
export const nicBusy = (holder: Owner, command: string): Cause => ({
  id: 'nic-busy',
  seen: `process ${String(holder.pid)} (${command.slice(0, 200)}) is binding or restoring devices`,
  expected: 'one at a time on a host',
  fix: 'wait for it to end and run the same command again',
});

/** The cause to show when root is needed and not there. */
export const NIC_NOT_ROOT: Cause = {
  id: 'not-root',
  seen: 'a user without root rights',
  expected: 'root: only root may change the driver of a device',
  fix: 'run the same command as root',
};

/** The cause to show when a write to sysfs was refused or had no effect. */
export const stepFailed = (step: string, seen: string): Cause => ({
  id: 'nic-step-failed',
  seen: `${step}: ${seen}`,
  expected: 'a kernel that carries the step out',
  fix: 'dmesg | tail  # the kernel says more; everything done so far was put back unless told otherwise',
});

/** The cause to show when the kernel does not come back from a write. */
export const stepStuck = (step: string, seen: string): Cause => ({
  id: 'nic-step-stuck',
  seen: `${step}: ${seen}`,
  expected: 'an answer of the kernel in time',
  fix: 'end the program that has the device open, then: dpdk-conformance nic restore',
});

/** The cause to show when what was planned for is no longer there. */
export const planStale = (expected: string, found: string): Cause => ({
  id: 'nic-plan-stale',
  seen: `the host is no longer as it was when the plan was made (${expected} then, ${found} now)`,
  expected: 'the very host the plan was made for',
  fix: 'look at the plan again: dpdk-conformance nic plan ADDRESS...',
});

/** The cause to show when a bind was broken off by a signal. */
export const NIC_INTERRUPTED: Cause = {
  id: 'nic-interrupted',
  seen: 'a signal to end in the middle of binding',
  expected: 'to go on to the end',
  fix: 'what was done was put back; run the same command again',
};
