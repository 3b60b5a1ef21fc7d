import type { Device, Netdev, Snapshot } from '../../lib/nic/facts.js';

/** An interface with nothing special about it. */
export const netdev = (part: Partial<Netdev> = {}): Netdev => ({
  name: 'enp3s0',
  mac: '52:54:00:00:00:03',
  permanentMac: '52:54:00:00:00:03',
  mtu: 1500,
  txqueuelen: 1000,
  up: true,
  promiscuous: false,
  allMulticast: false,
  alternativeNames: [],
  group: 'default',
  qdiscs: [{ kind: 'fq_codel', root: true, options: {} }],
  addrGenMode: 'eui64',
  uppers: [],
  addresses: [],
  routes: [],
  neighbours: {},
  rings: {},
  channels: {},
  features: {},
  sysctls: {},
  ...part,
});

/** A NIC that may be bound. */
export const device = (part: Partial<Device> = {}): Device => ({
  address: '0000:03:00.0',
  id: '8086:10d3',
  class: '020000',
  driver: 'e1000e',
  group: 13,
  siblings: [],
  virtualFunctions: [],
  numaNode: -1,
  netdevs: [netdev()],
  ...part,
});

/** The device without one of the things it may lack. */
export const lacking = (from: Device, key: 'driver' | 'group'): Device =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== key)) as Device;

/** A host on which nothing stands against binding the devices. */
export const snapshot = (part: Partial<Snapshot> = {}): Snapshot => ({
  bootId: 'boot',
  iommu: true,
  modules: { 'vfio-pci': 'loaded', uio_pci_generic: 'loadable' },
  devices: [device()],
  absent: [],
  defaultRoutes: [],
  session: [],
  elsewhere: [],
  holders: [],
  leased: [],
  ...part,
});
