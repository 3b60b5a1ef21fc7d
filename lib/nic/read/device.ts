import { basename } from 'node:path';
import { exists } from '../../files/stat.js';
import { readTextNow } from '../../files/text.js';
import { listNow, readLinkNow } from '../../files/virtual.js';
import type { Device, Netdev } from '../facts.js';

/** Directory of a PCI function. */
export const deviceDirectory = (address: string): string => `/sys/bus/pci/devices/${address}`;

const value = (path: string): string | undefined => readTextNow(path)?.trim();

const hex = (path: string): string => (value(path) ?? '').replace(/^0x/, '');

/** Name of the driver a device has; undefined when it has none. */
export const driverOf = (address: string): string | undefined => {
  const link = readLinkNow(`${deviceDirectory(address)}/driver`);
  return link === undefined ? undefined : basename(link);
};

/** Driver the device is kept for; undefined when any may take it. */
export const overrideOf = (address: string): string | undefined => {
  const text = value(`${deviceDirectory(address)}/driver_override`);
  return text === undefined || text === '' || text === '(null)' ? undefined : text;
};

/** IOMMU group; undefined without an IOMMU. */
export const groupOf = (address: string): number | undefined => {
  const link = readLinkNow(`${deviceDirectory(address)}/iommu_group`);
  return link === undefined ? undefined : Number(basename(link));
};

/** Names of its interfaces in this network namespace; virtio has a device of its own in between. */
export const interfacesOf = (address: string): readonly string[] => {
  const directory = deviceDirectory(address);
  const virtio = listNow(directory).filter((name) => /^virtio\d+$/.test(name));
  return [directory, ...virtio.map((name) => `${directory}/${name}`)].flatMap((place) =>
    listNow(`${place}/net`),
  );
};

/** Addresses of all network controllers. */
export const networkControllers = (): readonly string[] =>
  listNow('/sys/bus/pci/devices').filter((address) =>
    hex(`${deviceDirectory(address)}/class`).startsWith('02'),
  );

/** Maps what interfaces name as their parent (a PCI address or `virtioN`) to PCI addresses. */
export const pciOfParent = (parent: string): string | undefined => {
  if (exists(deviceDirectory(parent))) return parent;
  const link = readLinkNow(`/sys/bus/virtio/devices/${parent}`);
  return link
    ?.split('/')
    .reverse()
    .find((part) => exists(deviceDirectory(part)));
};

/** Reads one PCI function; undefined when there is none. `netdevs` are its interfaces, read elsewhere. */
export const readDevice = (address: string, netdevs: readonly Netdev[]): Device | undefined => {
  const directory = deviceDirectory(address);
  if (!exists(directory)) return undefined;
  const [group, driver, override] = [groupOf(address), driverOf(address), overrideOf(address)];
  const physical = readLinkNow(`${directory}/physfn`);
  const siblings = listNow(`${directory}/iommu_group/devices`)
    .filter((other) => other !== address)
    .map((other) => {
      const theirs = driverOf(other);
      return {
        address: other,
        class: hex(`${deviceDirectory(other)}/class`),
        ...(theirs === undefined ? {} : { driver: theirs }),
      };
    });
  return {
    address,
    id: `${hex(`${directory}/vendor`)}:${hex(`${directory}/device`)}`,
    class: hex(`${directory}/class`),
    ...(driver === undefined ? {} : { driver }),
    ...(override === undefined ? {} : { override }),
    ...(group === undefined ? {} : { group }),
    siblings,
    ...(physical === undefined ? {} : { physicalFunction: basename(physical) }),
    virtualFunctions: listNow(directory)
      .filter((name) => /^virtfn\d+$/.test(name))
      .map((name) => basename(readLinkNow(`${directory}/${name}`) ?? name)),
    numaNode: Number(value(`${directory}/numa_node`) ?? -1),
    netdevs: [...netdevs],
  };
};
