import type { RunRecord, TestRecord } from '../../record/record.js';
import { offeredTo } from './lane.js';
import { combine, holds, missing, refutes, type Contribution } from './contribution.js';

/** Looks at the test's namespace that the record must hold: one before the test, one after. */
const LOOKS = 2;
/** Counters of TCP-MIB (RFC 4022) that move with any use of kernel TCP. */
const COUNTERS = ['activeOpens', 'passiveOpens', 'inSegs', 'outSegs'] as const;
/** Those that move only when a program in the namespace opens or accepts a connection: a kernel device refuses a stray SYN by itself. */
const OPENS = ['activeOpens', 'passiveOpens'] as const;

/** Kernel TCP of the namespace moved between two looks (TCP-MIB counters, RFC 4022): something used it. */
const kernelTcpMoved = (test: TestRecord, names: readonly (typeof COUNTERS)[number][]): Contribution[] => {
  const counters = test.isolation.flatMap((look) => (look.kernelTcp === undefined ? [] : [look.kernelTcp]));
  const moved = names.filter((name) => new Set(counters.map((look) => look[name])).size > 1);
  return moved.length === 0
    ? []
    : [refutes(`the kernel's own TCP was used in its namespace: ${moved.join(', ')} moved during the test`)];
};

/** True when an address or a route is one of an interface that the lane offers; both are as the launcher words them. */
const isOffered = (words: string, offered: readonly string[]): boolean =>
  offered.some((name) => words.startsWith(`${name} `) || words.includes(` dev ${name} `));

/**
 * E4: the kernel of the test's namespace had no address and no route, before and after: kernel TCP could reach nothing. Where the lane
 * offers a kernel device, nothing beside it.
 */
export const isolationEvidence = (record: RunRecord, test: TestRecord): Contribution => {
  const offered = offeredTo(record, test);
  const parts = test.isolation.map((look): Contribution => {
    if (look.problem !== undefined) return missing(`its namespace could not be looked at: ${look.problem}`);
    const addresses = look.addresses
      .filter((address) => !isOffered(address, offered))
      .map((address) => `address ${address}`);
    const routes = look.routes.filter((route) => !isOffered(route, offered));
    const seen = [...addresses, ...routes.map((route) => `route ${route}`)];
    if (look.namespace === '') return missing('the record does not say in which namespace it ran');
    const { changes = [] } = look;
    if (seen.length === 0 && changes.length > 0) {
      const more = changes.length > 3 ? ` (and ${changes.length - 3} more)` : '';
      return refutes(
        `its namespace got ${changes.slice(0, 3).join(', ')}${more} while it ran; expected that nothing comes into being there`,
      );
    }
    if (seen.length === 0) return holds();
    return refutes(
      `its namespace had a kernel ${seen.slice(0, 3).join(', ')}; expected no address and no route`,
    );
  });
  const [first, last] = [test.isolation.at(0)?.kernelTcp, test.isolation.at(-1)?.kernelTcp];
  const counters = offered.length === 0 ? COUNTERS : OPENS;
  const moved = counters.filter((name) => first?.[name] !== last?.[name]);
  if (first !== undefined && last !== undefined && moved.length > 0) {
    const counts = moved.map((name) => `${name} ${first[name]} to ${last[name]}`).join(', ');
    parts.push(refutes(`kernel TCP of its namespace was used: ${counts}; expected no change`));
  }
  if (test.isolation.length < LOOKS) {
    parts.push(
      missing(
        `its namespace was looked at ${test.isolation.length} times; expected before and after the test: kernel TCP may have had a way out`,
      ),
    );
  }
  return combine([...parts, ...kernelTcpMoved(test, counters)]);
};
