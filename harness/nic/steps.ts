import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { exists } from '../../lib/files/stat.js';
import type { Step } from '../../lib/nic/plan.js';
import { deviceDirectory, driverOf, groupOf, overrideOf } from '../../lib/nic/read/device.js';
import { moduleOf } from '../../lib/nic/read/snapshot.js';
import { run } from '../../lib/proc/run.js';
import { markOf } from '../lab/mark.js';
import { stepFailed } from './causes.js';
import { NIC_MARK, until, writeAndVerify } from './write.js';

const driverDirectory = (driver: string): string => `/sys/bus/pci/drivers/${driver}`;

const foundDriver = (address: string) => (): string =>
  `the driver of ${address} is ${driverOf(address) ?? 'none'}`;

/** Loads a kernel module and sees that its driver is there. */
const loadModule = async (driver: 'vfio-pci' | 'uio_pci_generic'): Promise<Result<void, Cause>> => {
  const step = `load ${driver}`;
  const loaded = await run('modprobe', [moduleOf(driver)], { env: markOf(NIC_MARK), timeoutMs: 30_000 });
  if (loaded.exitCode !== 0)
    return err(stepFailed(step, loaded.stderr.trim() || `modprobe: exit ${String(loaded.exitCode)}`));
  return (await until(() => exists(driverDirectory(driver))))
    ? ok(undefined)
    : err(stepFailed(step, `modprobe succeeded, but there is no ${driverDirectory(driver)}`));
};

/** Says which driver alone may take a device; undefined: any that fits. */
export const setOverride = (address: string, driver: string | undefined): Promise<Result<void, Cause>> =>
  writeAndVerify({
    step:
      driver === undefined
        ? `clear the override of ${address}`
        : `set the override of ${address} to ${driver}`,
    address,
    path: `${deviceDirectory(address)}/driver_override`,
    // An empty line clears it.
    value: driver ?? '',
    holds: () => overrideOf(address) === driver,
    found: () => `the override is ${overrideOf(address) ?? '(null)'}`,
  });

/** Takes a device from its driver. */
export const unbindDriver = (address: string, driver: string): Promise<Result<void, Cause>> =>
  writeAndVerify({
    step: `unbind ${address} from ${driver}`,
    address,
    path: `${driverDirectory(driver)}/unbind`,
    value: address,
    holds: () => driverOf(address) === undefined,
    found: foundDriver(address),
  });

const isReady = (address: string, driver: string): boolean =>
  driverOf(address) === driver && (driver !== 'vfio-pci' || exists(`/dev/vfio/${String(groupOf(address))}`));

/** Gives a device to a driver; for vfio-pci its group's node must be there as well. */
export const bindDriver = (address: string, driver: string): Promise<Result<void, Cause>> =>
  writeAndVerify({
    step: `bind ${address} to ${driver}`,
    address,
    path: `${driverDirectory(driver)}/bind`,
    value: address,
    holds: () => isReady(address, driver),
    found: foundDriver(address),
  });

/** Carries out one step of a plan, verified. */
export const performStep = (step: Step): Promise<Result<void, Cause>> => {
  switch (step.kind) {
    case 'load':
      return loadModule(step.module);
    case 'override':
      return setOverride(step.address, step.driver);
    case 'unbind':
      return unbindDriver(step.address, step.driver);
    case 'bind':
      return bindDriver(step.address, step.driver);
  }
};
