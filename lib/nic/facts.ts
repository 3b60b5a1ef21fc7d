import { z } from 'zod';

const text = z.record(z.string(), z.string());

/** An address of an interface, as `ip -json address` shows it (the part that is put back). */
const addressSchema = z.object({
  family: z.enum(['inet', 'inet6']),
  local: z.string(),
  prefixlen: z.int(),
  scope: z.string(),
  /** The other end, for a point-to-point address. */
  peer: z.string().optional(),
  broadcast: z.string().optional(),
  label: z.string().optional(),
  noPrefixRoute: z.boolean(),
  /** Made by the kernel out of router advertisements for a while: not put back, not compared. */
  temporary: z.boolean(),
  /** Seconds; undefined: for ever. */
  valid: z.int().optional(),
  preferred: z.int().optional(),
});
export type InterfaceAddress = z.infer<typeof addressSchema>;

/** Everything of an interface that is lost when its driver lets go of the device. */
export const netdevSchema = z.object({
  name: z.string(),
  mac: z.string(),
  /** The one in the hardware, by which an interface is known again. */
  permanentMac: z.string().optional(),
  mtu: z.int(),
  txqueuelen: z.int(),
  up: z.boolean(),
  promiscuous: z.boolean(),
  allMulticast: z.boolean(),
  alias: z.string().optional(),
  alternativeNames: z.array(z.string()),
  group: z.string(),
  /** Queueing disciplines with their options, as `tc -json qdisc` shows them, without handles. */
  qdiscs: z.array(z.record(z.string(), z.unknown())),
  addrGenMode: z.string().optional(),
  master: z.string().optional(),
  /** Interfaces on top of it: VLANs, bonds, bridges. */
  uppers: z.array(z.string()),
  addresses: z.array(addressSchema),
  /** Routes through it that neither an address nor a router brings by itself, as `ip -json route` shows them. */
  routes: z.array(z.record(z.string(), z.unknown())),
  /** Permanent neighbours: MAC by address; a proxy has none. */
  neighbours: text,
  /** `ethtool -g`, `-l` and `-k`: what can be set, by ethtool's names. */
  rings: text,
  channels: text,
  features: text,
  /** Below /proc/sys/net: value by path with the interface's name left out, e.g. `ipv4/conf/forwarding`. */
  sysctls: text,
});
export type Netdev = z.infer<typeof netdevSchema>;

/** One PCI function. */
export const deviceSchema = z.object({
  address: z.string(),
  /** `8086:10d3`. */
  id: z.string(),
  /** Six hex digits; `02xxxx` is a network controller. */
  class: z.string(),
  driver: z.string().optional(),
  override: z.string().optional(),
  /** IOMMU group; undefined without an IOMMU. */
  group: z.int().optional(),
  /** The other devices of the group. */
  siblings: z.array(z.object({ address: z.string(), class: z.string(), driver: z.string().optional() })),
  physicalFunction: z.string().optional(),
  virtualFunctions: z.array(z.string()),
  /** -1: the platform does not say. */
  numaNode: z.int(),
  /** Its interfaces in this network namespace. */
  netdevs: z.array(netdevSchema),
});
export type Device = z.infer<typeof deviceSchema>;

/** A kernel driver for user space and how it could be had. */
export type ModuleState = 'loaded' | 'loadable' | 'absent';

/** Why somebody would miss an interface of a device. */
export interface Use {
  /** PCI address. */
  readonly address: string;
  /** In words, e.g. `default route of table main by way of bond0 (namespace blue)`. */
  readonly how: string;
}

/** A process that has a device open. */
export interface Holder {
  readonly address: string;
  readonly pid: number;
  readonly command: string;
  /** What it has open. */
  readonly path: string;
}

/** Everything a plan is made of. Plain data, read in one go. */
export interface Snapshot {
  readonly bootId: string;
  /** An IOMMU is at work. */
  readonly iommu: boolean;
  readonly modules: Readonly<Record<UserDriver, ModuleState>>;
  /** The devices asked for that are there, in the order asked for. */
  readonly devices: readonly Device[];
  /** Addresses asked for at which nothing is. */
  readonly absent: readonly string[];
  readonly defaultRoutes: readonly Use[];
  /** Uses by the session of the user or by the root file system. */
  readonly session: readonly Use[];
  /** Interfaces in other network namespaces. */
  readonly elsewhere: readonly Use[];
  readonly holders: readonly Holder[];
  /** Devices with a journal that owes something. */
  readonly leased: readonly string[];
}

/** Drivers that hand a device to a program. */
export const USER_DRIVERS = ['vfio-pci', 'uio_pci_generic'] as const;
export type UserDriver = (typeof USER_DRIVERS)[number];

/** A bridge does not count as a member of its group: it has no driver that does DMA for itself. */
export const isBridge = ({ class: code }: { readonly class: string }): boolean => code.startsWith('0604');
