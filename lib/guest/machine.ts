import type { GuestImage } from './image.js';
import { NO_UDEV, PROJECT_TAG, SHARE_TAG, TOLD_PORT } from './scripts.js';

/** One NIC of the guest. Its cable goes to a hub; a hub joins NICs of this guest only, there is no way out. */
export interface GuestNic {
  /** QEMU device, e.g. `e1000e`, `igb`, `virtio-net-pci`. */
  readonly model: string;
  readonly mac: string;
  /** Hub its cable ends in. */
  readonly hub: number;
  /** PCI address in the guest. */
  readonly address: string;
}

/** What varies from boot to boot. */
export interface MachineOptions {
  /** An emulated IOMMU; default true. */
  readonly iommu?: boolean;
  /** udev in the guest; default true. */
  readonly udev?: boolean;
  /** Memory in MiB; default 2048. */
  readonly memoryMb?: number;
  /** Processors; default 2. */
  readonly cpus?: number;
  /** A NIC on the second of two NUMA nodes, which have half of processors and memory each; default: one node. */
  readonly farNic?: GuestNic;
  /** Its NICs; default {@link TEST_NICS}. */
  readonly nics?: GuestNics;
}

/** NICs by where they are. */
export interface GuestNics {
  /** Each behind a root port of its own, in this order, and so in an IOMMU group of its own: 0000:01:00.0, 0000:02:00.0 … */
  readonly direct: readonly GuestNic[];
  /** Behind one bridge to conventional PCI, after the others: they share an IOMMU group. */
  readonly bridged: readonly GuestNic[];
}

/**
 * The NICs of a guest to try binding in. Each PCI Express one sits behind a root port of its own and so in an IOMMU group of its own; the two
 * e1000 share one, behind a bridge to conventional PCI.
 */
export const GUEST_NICS = {
  management: { model: 'e1000e', mac: '52:54:00:00:00:01', hub: 1, address: '0000:01:00.0' },
  tester: { model: 'e1000e', mac: '52:54:00:00:00:02', hub: 2, address: '0000:02:00.0' },
  subject: { model: 'e1000e', mac: '52:54:00:00:00:03', hub: 2, address: '0000:03:00.0' },
  sriov: { model: 'igb', mac: '52:54:00:00:00:04', hub: 3, address: '0000:04:00.0' },
  virtio: { model: 'virtio-net-pci', mac: '52:54:00:00:00:05', hub: 3, address: '0000:05:00.0' },
  sibling: { model: 'e1000', mac: '52:54:00:00:00:71', hub: 4, address: '0000:07:01.0' },
  otherSibling: { model: 'e1000', mac: '52:54:00:00:00:72', hub: 4, address: '0000:07:02.0' },
} as const satisfies Readonly<Record<string, GuestNic>>;

/** Where `farNic` of a guest comes to be. */
export const FAR_ADDRESS = '0000:81:00.0';

const BRIDGED: readonly GuestNic[] = [GUEST_NICS.sibling, GUEST_NICS.otherSibling];

/** {@link GUEST_NICS} by where they are. */
const TEST_NICS: GuestNics = {
  direct: Object.values(GUEST_NICS).filter((nic) => !BRIDGED.includes(nic)),
  bridged: BRIDGED,
};

const pair = (option: string, value: string): readonly string[] => [option, value];

const nicArguments = (nic: GuestNic, bus: string, iommu: boolean, slot?: number): readonly string[] => {
  const id = nic.mac.replaceAll(':', '');
  // Without iommu_platform a virtio device passes the IOMMU by; without disable-legacy it cannot have it.
  const virtio = nic.model.startsWith('virtio')
    ? `,disable-legacy=on${iommu ? ',iommu_platform=on,ats=on' : ''}`
    : '';
  const place = slot === undefined ? '' : `,addr=${String(slot)}`;
  return [
    ...pair('-netdev', `hubport,id=cable${id},hubid=${String(nic.hub)}`),
    ...pair('-device', `${nic.model},netdev=cable${id},mac=${nic.mac},bus=${bus},romfile=${virtio}${place}`),
  ];
};

const nicsAt = ({ direct, bridged }: GuestNics, iommu: boolean): readonly string[] => [
  ...[...direct.keys(), ...(bridged.length > 0 ? [direct.length] : [])].flatMap((index) =>
    pair(
      '-device',
      `pcie-root-port,id=port${String(index)},chassis=${String(index + 1)},addr=0x${(0x10 + index).toString(16)}`,
    ),
  ),
  ...direct.flatMap((nic, index) => nicArguments(nic, `port${String(index)}`, iommu)),
  ...(bridged.length > 0
    ? pair('-device', `pcie-pci-bridge,id=bridge,bus=port${String(direct.length)}`)
    : []),
  ...bridged.flatMap((nic, index) => nicArguments(nic, 'bridge', iommu, index + 1)),
];

/** Two NUMA nodes, and on the second one's own root bus a NIC. A NIC elsewhere names no node. */
const farArguments = (nic: GuestNic, memoryMb: number, cpus: number, iommu: boolean): readonly string[] => {
  const half = Math.ceil(cpus / 2);
  const node = (index: number, from: number, to: number): readonly string[] => [
    ...pair('-object', `memory-backend-ram,id=memory${String(index)},size=${String(memoryMb / 2)}M`),
    ...pair('-numa', `node,memdev=memory${String(index)},cpus=${String(from)}-${String(to)}`),
  ];
  return [
    ...node(0, 0, half - 1),
    ...node(1, half, cpus - 1),
    ...pair('-device', 'pxb-pcie,id=far,bus=pcie.0,bus_nr=128,numa_node=1,addr=0xe'),
    ...pair('-device', 'pcie-root-port,id=farport,bus=far,chassis=100'),
    ...nicArguments(nic, 'farport', iommu),
  ];
};

const share = (tag: string, path: string, slot: number, readonly: boolean): readonly string[] => [
  ...pair('-fsdev', `local,id=${tag},path=${path},security_model=none${readonly ? ',readonly=on' : ''}`),
  ...pair('-device', `virtio-9p-pci,fsdev=${tag},mount_tag=${tag},addr=0x${slot.toString(16)}`),
];

/** Without its check of the timer, which a busy host lets fail, the kernel does not refuse to start. */
const kernelArguments = (iommu: boolean, udev: boolean): string =>
  [
    ...['console=ttyS0', 'quiet', 'panic=-1', 'no_timer_check'],
    ...(iommu ? ['intel_iommu=on', 'iommu=pt'] : ['intel_iommu=off']),
    ...(udev ? [] : [NO_UDEV]),
  ].join(' ');

/** Folders the guest sees, and the file its console goes to. */
export interface MachineFolders {
  /** Read-only, at /project. */
  readonly project: string;
  /** Read and write, at /share. */
  readonly share: string;
  readonly console: string;
  /** More of them, each with a tag, its options for mount(8) and where it is, on the host and in the guest alike. */
  readonly more: readonly MoreFolder[];
}

/** A folder the guest sees under the host's path. */
export interface MoreFolder {
  readonly tag: string;
  readonly path: string;
  readonly readonly: boolean;
}

/**
 * QEMU's arguments. Plain emulation, one thread for both processors (with a thread each it is no faster and now and then dies of an
 * assertion when a PCI window moves). What the guest writes to its disk is forgotten.
 */
export const machineArguments = (
  image: GuestImage,
  folders: MachineFolders,
  { iommu = true, udev = true, memoryMb = 2048, cpus = 2, nics = TEST_NICS, farNic }: MachineOptions,
): readonly string[] => [
  ...['-no-user-config', '-nodefaults', '-nographic', '-no-reboot'],
  ...pair('-L', `${image.tools}/usr/share/qemu`),
  ...pair('-L', `${image.tools}/usr/share/seabios`),
  ...pair('-machine', 'q35,kernel-irqchip=split'),
  ...pair('-accel', 'tcg,thread=single'),
  ...pair('-cpu', 'max,la57=off'),
  ...pair('-smp', String(cpus)),
  ...pair('-m', String(memoryMb)),
  ...(iommu ? pair('-device', 'intel-iommu,intremap=on,caching-mode=on,aw-bits=48') : []),
  ...pair('-serial', `file:${folders.console}`),
  ...pair('-kernel', image.kernel),
  ...pair('-initrd', image.initrd),
  ...pair('-append', kernelArguments(iommu, udev)),
  ...pair('-drive', `file=${image.disk},format=raw,if=none,id=disk,snapshot=on,file.locking=off`),
  ...pair('-device', 'virtio-blk-pci,drive=disk,addr=2'),
  ...share(SHARE_TAG, folders.share, 3, false),
  ...share(PROJECT_TAG, folders.project, 4, true),
  ...folders.more.flatMap(({ tag, path, readonly }, index) => share(tag, path, 5 + index, readonly)),
  ...pair('-chardev', 'stdio,id=told,signal=off'),
  ...pair('-device', 'virtio-serial-pci,addr=0xf'),
  ...pair('-device', `virtserialport,chardev=told,name=${TOLD_PORT}`),
  ...nicsAt(nics, iommu),
  ...(farNic === undefined ? [] : farArguments(farNic, memoryMb, cpus, iommu)),
];
