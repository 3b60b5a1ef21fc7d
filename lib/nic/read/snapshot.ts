import { bootId } from '../../files/owner.js';
import { exists } from '../../files/stat.js';
import { listNow } from '../../files/virtual.js';
import { run } from '../../proc/run.js';
import type { Device, ModuleState, Netdev, Snapshot, UserDriver } from '../facts.js';
import { defaultRouteUses, elsewhereUses } from '../uses.js';
import { interfacesOf, pciOfParent, readDevice } from './device.js';
import { readHolders } from './holders.js';
import { readNamespaces } from './namespaces.js';
import { readNetdev } from './netdev.js';
import { sessionUses } from './session.js';

/** Kernel module of a driver: the same name, with underscores. */
export const moduleOf = (driver: UserDriver): string => driver.replaceAll('-', '_');

const moduleState = async (driver: UserDriver): Promise<ModuleState> => {
  if (exists(`/sys/bus/pci/drivers/${driver}`)) return 'loaded';
  const known = await run('modinfo', [moduleOf(driver)]);
  return known.exitCode === 0 ? 'loadable' : 'absent';
};

/** Reads one device with its interfaces; undefined when there is none. Changes nothing. */
export const readWholeDevice = async (address: string): Promise<Device | undefined> => {
  const netdevs: Netdev[] = [];
  for (const name of interfacesOf(address)) {
    const netdev = await readNetdev(name);
    if (netdev !== undefined) netdevs.push(netdev);
  }
  return readDevice(address, netdevs);
};

/** Reads everything a plan for these devices is made of. Changes nothing. `leased`: devices with an open journal. */
export const readSnapshot = async (
  addresses: readonly string[],
  leased: readonly string[],
): Promise<Snapshot> => {
  const views = await readNamespaces();
  const of = (use: { readonly address: string }): boolean => addresses.includes(use.address);
  const devices: Device[] = [];
  for (const address of addresses) {
    const device = await readWholeDevice(address);
    if (device !== undefined) devices.push(device);
  }
  const [session, vfio, uio] = await Promise.all([
    sessionUses(views, pciOfParent),
    moduleState('vfio-pci'),
    moduleState('uio_pci_generic'),
  ]);
  return {
    bootId: bootId(),
    iommu: listNow('/sys/class/iommu').length > 0,
    modules: { 'vfio-pci': vfio, uio_pci_generic: uio },
    devices,
    absent: addresses.filter((address) => !devices.some((device) => device.address === address)),
    defaultRoutes: defaultRouteUses(views, pciOfParent).filter(of),
    session: session.filter(of),
    elsewhere: elsewhereUses(views, pciOfParent).filter(of),
    holders: readHolders(addresses),
    leased: addresses.filter((address) => leased.includes(address)),
  };
};
