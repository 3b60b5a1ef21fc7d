import type { Cause } from '../../lib/core/cause.js';

/** The cause to show when the harness in the guest did not do its work. */
export const guestNonsense = (seen: string): Cause => ({
  id: 'guest-work-failed',
  seen: `the harness in the guest: ${seen}`,
  expected: 'the tests of the plan run there, event by event',
  fix: 'run again; report it when it repeats',
});

/** The cause to show when more ports are asked for than a guest has NICs. */
export const tooManyPorts = (ports: number, most: number): Cause => ({
  id: 'guest-ports-too-many',
  seen: `lanes with ${String(ports)} DPDK ports in all`,
  expected: `at most ${String(most)}: a guest has no more NICs`,
  fix: 'use fewer --lanes, or fewer suites at a time',
});
