import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import type { Device, Snapshot, UserDriver } from './facts.js';
import { chooseDriver, refusals } from './refusals.js';

/** One thing that is done, each verified before the next. */
export type Step =
  /** Loads a module; it stays. */
  | { readonly kind: 'load'; readonly module: UserDriver }
  /** Says which driver may take the device, and no other. */
  | { readonly kind: 'override'; readonly address: string; readonly driver: UserDriver }
  /** The current driver lets go. */
  | { readonly kind: 'unbind'; readonly address: string; readonly driver: string }
  | { readonly kind: 'bind'; readonly address: string; readonly driver: UserDriver };

/** What will be different. */
export interface Change {
  readonly address: string;
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** What would be done to the devices of a snapshot. */
export interface Plan {
  readonly driver: UserDriver;
  readonly steps: readonly Step[];
  readonly changes: readonly Change[];
}

const isBound = (device: Device, driver: UserDriver): boolean => device.driver === driver;

const stepsFor = (device: Device, driver: UserDriver): readonly Step[] => [
  { kind: 'override', address: device.address, driver },
  ...(device.driver === undefined
    ? []
    : [{ kind: 'unbind', address: device.address, driver: device.driver } as const]),
  { kind: 'bind', address: device.address, driver },
];

const changesOf = (device: Device, driver: UserDriver): readonly Change[] => {
  const { address } = device;
  return [
    { address, what: 'driver', from: device.driver ?? 'none', to: driver },
    { address, what: 'driver_override', from: device.override ?? '(null)', to: driver },
    ...(driver === 'vfio-pci' && device.group !== undefined
      ? [{ address, what: 'access', from: 'kernel', to: `/dev/vfio/${String(device.group)}` }]
      : []),
    ...device.netdevs.map(({ name }) => ({
      address,
      what: 'interface',
      from: name,
      to: 'gone until restored',
    })),
  ];
};

/**
 * The steps that give the devices to `driver` (default: vfio-pci, or uio_pci_generic where no IOMMU is), or every reason why not.
 * Devices that have that driver already are left alone. A pure function: nothing is read and nothing is done.
 */
export const makePlan = (snapshot: Snapshot, wanted?: UserDriver): Result<Plan, readonly Cause[]> => {
  const driver = wanted ?? chooseDriver(snapshot);
  const reasons = refusals(snapshot, driver);
  if (reasons.length > 0) return err(reasons);
  const devices = snapshot.devices.filter((device) => !isBound(device, driver));
  const load: readonly Step[] =
    devices.length > 0 && snapshot.modules[driver] === 'loadable' ? [{ kind: 'load', module: driver }] : [];
  return ok({
    driver,
    steps: [...load, ...devices.flatMap((device) => stepsFor(device, driver))],
    changes: devices.flatMap((device) => changesOf(device, driver)),
  });
};
