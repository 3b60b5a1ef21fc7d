import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import type { Snapshot, UserDriver } from '../../lib/nic/facts.js';
import { fingerprint } from '../../lib/nic/fingerprint.js';
import { makePlan, type Plan } from '../../lib/nic/plan.js';
import { readSnapshot } from '../../lib/nic/read/snapshot.js';
import { NIC_INTERRUPTED, planStale } from './causes.js';
import { openLease, readLeases, type Lease } from './journal.js';
import { underNicLock } from './lock.js';
import { restorePages, takePages, type PageOrder } from './pages.js';
import { giveBack, type NicRestoration } from './restore.js';
import type { NicPaths } from './state.js';
import { performStep } from './steps.js';

/** What to bind. */
export interface BindOrder {
  readonly addresses: readonly string[];
  /** Default: vfio-pci, or uio_pci_generic where no IOMMU is. */
  readonly driver?: UserDriver;
  /** Hugepages to be free on the NUMA node of each device. */
  readonly pages?: PageOrder;
  /** Fingerprint of the snapshot the user agreed to. */
  readonly expected?: string;
  readonly signal?: AbortSignal;
}

/** A plan with what it was made of. */
export interface PlannedBind {
  readonly snapshot: Snapshot;
  readonly fingerprint: string;
  /** The plan, or every reason why there is none. */
  readonly plan: Result<Plan, readonly Cause[]>;
}

/** How a bind that was begun ended. */
export type BindOutcome =
  | { readonly kind: 'bound'; readonly plan: Plan; readonly fingerprint: string }
  | { readonly kind: 'refused'; readonly causes: readonly Cause[] }
  /** A step failed; what was done before it was put back, as `restoration` tells. */
  | { readonly kind: 'failed'; readonly cause: Cause; readonly restoration: NicRestoration };

/** Looks at the devices and plans; changes nothing. */
export const planBind = async (
  paths: NicPaths,
  { addresses, driver }: Pick<BindOrder, 'addresses' | 'driver'>,
): Promise<PlannedBind> => {
  const leased = (await readLeases(paths)).flatMap((lease) =>
    lease.before === undefined ? [] : [lease.address],
  );
  const snapshot = await readSnapshot(addresses, leased);
  return { snapshot, fingerprint: fingerprint(snapshot), plan: makePlan(snapshot, driver) };
};

const perform = async (
  plan: Plan,
  leases: readonly Lease[],
  signal?: AbortSignal,
): Promise<Cause | undefined> => {
  for (const step of plan.steps) {
    if (signal?.aborted === true) return NIC_INTERRUPTED;
    const concerned = leases.filter((lease) => step.kind === 'load' || lease.address === step.address);
    for (const lease of concerned) lease.note({ step });
    const done = await performStep(step);
    if (!done.ok) return done.error;
  }
  if (signal?.aborted === true) return NIC_INTERRUPTED;
  for (const lease of leases) lease.note({ step: { kind: 'bound' } });
  return undefined;
};

/** Plans anew and binds, all of it under the lock. Each step is journaled, then done, then verified; a failure undoes all of them. */
export const bindNics = (paths: NicPaths, order: BindOrder): Promise<Result<BindOutcome, Cause>> =>
  underNicLock<BindOutcome>(paths, async () => {
    const { snapshot, fingerprint: found, plan } = await planBind(paths, order);
    if (order.expected !== undefined && order.expected !== found)
      return err(planStale(order.expected, found));
    if (!plan.ok) return ok({ kind: 'refused', causes: plan.error });
    const paged =
      order.pages === undefined ? ok(undefined) : await takePages(paths, order.pages, snapshot.devices);
    if (!paged.ok) {
      await restorePages(paths);
      return paged;
    }
    const touched = new Set(plan.value.steps.flatMap((step) => (step.kind === 'load' ? [] : [step.address])));
    const leases: Lease[] = [];
    for (const device of snapshot.devices)
      if (touched.has(device.address)) leases.push(await openLease(paths, device, plan.value.driver));
    const cause = await perform(plan.value, leases, order.signal);
    if (cause !== undefined) return ok({ kind: 'failed', cause, restoration: await giveBack(paths, leases) });
    for (const lease of leases) lease.leave();
    return ok({ kind: 'bound', plan: plan.value, fingerprint: found });
  });
