import type { Cause } from '../../lib/core/cause.js';
import { describeCause } from '../../lib/core/cause.js';
import { ok, type Result } from '../../lib/core/result.js';
import { bootId } from '../../lib/files/owner.js';
import { exists } from '../../lib/files/stat.js';
import { describeDifference } from '../../lib/nic/compare.js';
import { driverOf, overrideOf, readDevice } from '../../lib/nic/read/device.js';
import { readHolders } from '../../lib/nic/read/holders.js';
import { endOwnHolders } from './holders.js';
import { readLeases, type Lease } from './journal.js';
import { underNicLock } from './lock.js';
import { restoreNetwork } from './network.js';
import { restorePages } from './pages.js';
import type { NicPaths } from './state.js';
import { bindDriver, setOverride, unbindDriver } from './steps.js';

/** What giving devices back did. */
export interface NicRestoration {
  /** Addresses that were looked at and are settled. */
  readonly restored: readonly string[];
  /** What is not as it was, in words. */
  readonly differences: readonly string[];
  /** What could not be done yet, in words; its journals stay. */
  readonly open: readonly string[];
  /** What the user should know and need not act on. */
  readonly notes: readonly string[];
}

const NOTHING: NicRestoration = { restored: [], differences: [], open: [], notes: [] };

const add = (a: NicRestoration, b: Partial<NicRestoration>): NicRestoration => ({
  restored: [...a.restored, ...(b.restored ?? [])],
  differences: [...a.differences, ...(b.differences ?? [])],
  open: [...a.open, ...(b.open ?? [])],
  notes: [...a.notes, ...(b.notes ?? [])],
});

/** Why a lease cannot be settled by changing drivers; undefined when it can. */
const standsAgainst = (lease: Lease): string | undefined => {
  const { address, before, driver } = lease;
  const now = readDevice(address, []);
  if (now === undefined) return `${address}: the device is not there any more (it was ${before.id})`;
  if (now.id !== before.id) return `${address}: another device is there now (${now.id}, it was ${before.id})`;
  if (now.driver !== undefined && now.driver !== before.driver && now.driver !== driver)
    return `${address}: somebody else gave it to ${now.driver} meanwhile; it was left so`;
  if (now.driver === before.driver) return undefined;
  const [holder] = readHolders([address]);
  return holder === undefined
    ? undefined
    : `${address}: process ${String(holder.pid)} (${holder.command}) has ${holder.path} open; end it, then restore again`;
};

const changeDrivers = async ({ address, before, note }: Lease): Promise<Result<void, Cause>> => {
  const current = driverOf(address);
  if (current !== undefined && current !== before.driver) {
    note({ step: { kind: 'unbind', driver: current } });
    const unbound = await unbindDriver(address, current);
    if (!unbound.ok) return unbound;
  }
  if (overrideOf(address) !== before.override) {
    note({ step: { kind: 'override', driver: before.override ?? null } });
    const cleared = await setOverride(address, before.override);
    if (!cleared.ok) return cleared;
  }
  if (before.driver === undefined || driverOf(address) === before.driver) return ok(undefined);
  note({ step: { kind: 'bind', driver: before.driver } });
  const bound = await bindDriver(address, before.driver);
  // Somebody (udev, a rescan) may have been faster: what counts is the driver it has.
  return bound.ok || driverOf(address) !== before.driver ? bound : ok(undefined);
};

const restoreOne = async (lease: Lease): Promise<string | undefined> => {
  const against = standsAgainst(lease);
  if (against !== undefined) return against;
  const changed = await changeDrivers(lease);
  return changed.ok ? undefined : describeCause(changed.error);
};

/** Gives the devices of leases back. Everything is decided by what sysfs shows, so doing it twice is safe. */
const restoreDevices = async (
  leases: readonly Lease[],
  spared: readonly string[],
): Promise<NicRestoration> => {
  if (leases.length === 0) return NOTHING;
  const earlier = leases.filter((lease) => lease.bootId !== bootId());
  const current = leases.filter((lease) => lease.bootId === bootId());
  let total = NOTHING;
  for (const lease of earlier) {
    await lease.end();
    total = add(total, {
      restored: [lease.address],
      notes: [`${lease.address}: bound before the host was restarted; the restart gave it back`],
    });
  }
  if (!(await endOwnHolders(spared)))
    return add(total, { open: ['processes of ours on bound devices could not be ended'] });
  const settled: Lease[] = [];
  for (const lease of [...current].reverse()) {
    const open = await restoreOne(lease);
    if (open === undefined) settled.unshift(lease);
    else total = add(total, { open: [open] });
  }
  for (const lease of settled) lease.note({ step: { kind: 'network' } });
  const differences = await restoreNetwork(settled.map(({ before }) => before));
  for (const lease of settled) await lease.end();
  for (const lease of current) lease.leave();
  return add(total, {
    restored: settled.map(({ address }) => address),
    differences: differences.map(describeDifference),
  });
};

/** Gives the devices of leases back, and when none is left the hugepages that were taken for them. The lock must be held. */
export const giveBack = async (paths: NicPaths, leases: readonly Lease[]): Promise<NicRestoration> => {
  const wanted = leases.map(({ address }) => address);
  const others = (await readLeases(paths)).map(({ address }) => address);
  const spared = others.filter((address) => !wanted.includes(address));
  const devices = await restoreDevices(leases, spared);
  if ((await readLeases(paths)).length > 0) return devices;
  const { differences, complete } = await restorePages(paths);
  return add(devices, complete ? { differences } : { open: differences });
};

/** Gives back the named devices, or all that were bound. With `forget` their journals are dropped and nothing is done to them. */
export const restoreNics = async (
  paths: NicPaths,
  addresses: readonly string[],
  forget: boolean,
): Promise<Result<NicRestoration, Cause>> => {
  if (!exists(paths.root)) return ok(NOTHING);
  return underNicLock(paths, async () => {
    const wanted = (await readLeases(paths)).filter(
      ({ address }) => addresses.length === 0 || addresses.includes(address),
    );
    const leases: Lease[] = [];
    for (const lease of wanted)
      if (lease.before === undefined || forget) await lease.end();
      else leases.push(lease);
    if (forget)
      return ok(
        add(NOTHING, { notes: wanted.map(({ address }) => `${address}: forgotten, nothing was changed`) }),
      );
    return leases.length === 0 && wanted.length === 0 && addresses.length > 0
      ? ok(
          add(NOTHING, {
            notes: [`nothing to give back: ${addresses.join(', ')} not bound by this program`],
          }),
        )
      : ok(await giveBack(paths, leases));
  });
};
