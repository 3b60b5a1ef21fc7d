import type { RunRecord, TestRecord } from '../../record/record.js';
import { offeredTo } from './lane.js';
import { combine, holds, missing, refutes, type Contribution } from './contribution.js';

/** Looks at the test's namespace that the record must hold: one before the test, one after. */
const LOOKS = 2;
/** Counters of TCP-MIB (RFC 4022) that move with any use of kernel TCP. */
const COUNTERS = ['activeOpens', 'passiveOpens', 'inSegs', 'outSegs'] as const;
/** Those that move only when a program in the namespace opens or accepts a connection: a kernel device refuses a stray SYN by itself. */
const OPENS = ['activeOpens', 'passiveOpens'] as const;

/** Kernel TCP of the namespace moved between the looks (TCP-MIB counters, RFC 4022): something used it. */
const kernelTcpMoved = (
  test: TestRecord,
  names: readonly (typeof COUNTERS)[number][],
): readonly Contribution[] => {
  const counters = test.isolation.flatMap((look) => look.kernelTcp ?? []);
  const moved = names.flatMap((name) => {
    const values = counters.map((look) => look[name]);
    return new Set(values).size > 1 ? [`${name} ${values.join(' to ')}`] : [];
  });
  return moved.length === 0
    ? []
    : [refutes(`kernel TCP of its namespace was used: ${moved.join(', ')}; expected no change`)];
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
  if (test.isolation.length < LOOKS) {
    parts.push(
      missing(
        `its namespace was looked at ${test.isolation.length} times; expected before and after the test: kernel TCP may have had a way out`,
      ),
    );
  }
  return combine([...parts, ...kernelTcpMoved(test, offered.length === 0 ? COUNTERS : OPENS)]);
};
