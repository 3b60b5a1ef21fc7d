import type { Cause } from '../../lib/core/cause.js';
import type { LabFile } from '../config/lab-schema.js';
import { ROUTED, UNANSWERED } from '../lab/layout.js';
import type { Plan, PlannedTest } from '../plan/plan.js';
import { addressNotOffered, tooFewDevices } from './causes.js';
import { aliasesOf, routedAddresses } from './links.js';

/** A plan for the lab of a real host, and the tests of it that cannot run there. */
export interface AdaptedPlan {
  readonly plan: Plan;
  readonly unable: readonly { readonly test: string; readonly cause: Cause }[];
}

const opensTo = ({ wire }: PlannedTest): readonly string[] =>
  wire === 'none' ? [] : (wire.opened ?? []).map(({ address }) => address);

const against = (test: PlannedTest, lab: LabFile): Cause | undefined => {
  const addresses = opensTo(test);
  const routed = [ROUTED.v4, ROUTED.v6].find((one) => addresses.includes(one));
  if (routed !== undefined && !routedAddresses(lab).includes(routed))
    return addressNotOffered(
      `${routed}, a host behind the gateway`,
      `give the peer's host that address, let the gateway route it there, and name it in lab.peer.addresses`,
    );
  if (addresses.includes(UNANSWERED.v4) && lab.peer?.unanswered === undefined)
    return addressNotOffered(
      'an address to which nobody answers',
      'name one behind the gateway in lab.peer.unanswered',
    );
  return undefined;
};

/** The suites' names for addresses replaced by what the lab file calls them. */
const renamed = (test: PlannedTest, names: ReadonlyMap<string, string>): PlannedTest =>
  test.wire === 'none' || test.wire.opened === undefined
    ? test
    : {
        ...test,
        wire: {
          ...test.wire,
          opened: test.wire.opened.map((one) => ({ ...one, address: names.get(one.address) ?? one.address })),
        },
      };

/**
 * Makes of a plan one for the lab of a real host: with its addresses, without phases that want more ports than it has, and without tests that
 * want addresses it does not offer.
 */
export const adaptPlan = (plan: Plan, lab: LabFile): AdaptedPlan => {
  const names = new Map<string, string>([
    ...[...aliasesOf(lab)].map(([address, name]) => [name, address] as const),
    ...(lab.peer?.unanswered === undefined ? [] : [[UNANSWERED.v4, lab.peer.unanswered] as const]),
  ]);
  const unable = plan.tests.flatMap((test) => {
    const cause = against(test, lab);
    return cause === undefined ? [] : [{ test: test.id, cause }];
  });
  const withheld = new Set(unable.map(({ test }) => test));
  const portsOf = (phase: Plan['phases'][number]): number =>
    Math.max(0, ...phase.lanes.map(({ ports }) => ports));
  const wide = plan.phases.filter((phase) => portsOf(phase) > lab.devices.length);
  const suites = (phase: Plan['phases'][number]): readonly string[] => [
    ...new Set(phase.tests.map(({ suite }) => suite)),
  ];
  return {
    plan: {
      phases: plan.phases
        .filter((phase) => !wide.includes(phase))
        .map(({ lanes, tests }) => ({
          lanes: lanes.slice(0, 1), // a device has one test at a time
          tests: tests.filter(({ id }) => !withheld.has(id)).map((test) => renamed(test, names)),
        }))
        .filter(({ tests }) => tests.length > 0),
      tests: plan.tests.map((test) => renamed(test, names)),
      blocked: [
        ...plan.blocked,
        ...wide.flatMap((phase) =>
          suites(phase).map((suite) => ({ suite, cause: tooFewDevices(portsOf(phase), lab.devices.length) })),
        ),
      ],
    },
    unable,
  };
};
