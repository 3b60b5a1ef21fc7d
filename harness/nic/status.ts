import type { Cause } from '../../lib/core/cause.js';
import type { Snapshot } from '../../lib/nic/facts.js';
import { chooseDriver, refusals } from '../../lib/nic/refusals.js';
import { readSnapshot } from '../../lib/nic/read/snapshot.js';
import { readLeases } from './journal.js';
import type { NicPaths } from './state.js';

/** One NIC as it is now. */
export interface NicStatus {
  readonly address: string;
  /** `8086:10d3`. */
  readonly id: string;
  readonly driver: string | undefined;
  readonly override: string | undefined;
  readonly group: number | undefined;
  readonly numaNode: number;
  readonly interfaces: readonly string[];
  /** It was bound by this program: which driver it had before (undefined: none), and in which boot. */
  readonly lease: { readonly driver: string | undefined; readonly bootId: string } | undefined;
  /** Every reason against binding it alone. */
  readonly refusals: readonly Cause[];
}

/** The snapshot of one of the devices. */
const alone = (snapshot: Snapshot, address: string): Snapshot => ({
  ...snapshot,
  devices: snapshot.devices.filter((device) => device.address === address),
  absent: [],
});

/** Looks at NICs; changes nothing. */
export const nicStatuses = async (
  paths: NicPaths,
  addresses: readonly string[],
): Promise<readonly NicStatus[]> => {
  const leases = await readLeases(paths);
  const open = leases.flatMap((lease) => (lease.before === undefined ? [] : [lease]));
  const snapshot = await readSnapshot(
    addresses,
    open.map(({ address }) => address),
  );
  return snapshot.devices.map((device) => {
    const { address, id, driver, override, group, numaNode, netdevs } = device;
    const lease = open.find((one) => one.address === address);
    const own = alone(snapshot, address);
    return {
      address,
      id,
      driver,
      override,
      group,
      numaNode,
      interfaces: netdevs.map(({ name }) => name),
      lease: lease === undefined ? undefined : { driver: lease.before.driver, bootId: lease.bootId },
      refusals: refusals(own, chooseDriver(own)),
    };
  });
};
