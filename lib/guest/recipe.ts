import { sha256 } from '../files/hash.js';
import { GUEST_INIT, INITRD_INIT } from './scripts.js';

/** A Debian suite as apt names it, and whether the host's security mirror or its main mirror has it. */
export interface Suite {
  readonly name: string;
  readonly mirror: 'main' | 'security';
}

/** Release the guest is made of; programs linked on that release run in the guest as they are. */
export const RELEASE = 'bookworm';

/** Directory of libdpdk in the guest. */
export const GUEST_LIBRARIES = '/usr/lib/x86_64-linux-gnu';

/** Where packages come from. Backports: the release's own QEMU has no igb, the one emulated NIC with virtual functions. */
export const SUITES: readonly Suite[] = [
  { name: RELEASE, mirror: 'main' },
  { name: `${RELEASE}-updates`, mirror: 'main' },
  { name: `${RELEASE}-security`, mirror: 'security' },
  { name: `${RELEASE}-backports`, mirror: 'main' },
];

/** Suite the emulator is taken from. */
export const EMULATOR_SUITE = `${RELEASE}-backports`;

/** Programs the builder and the runner use, unpacked beside the image and started with their own loader: none is installed on the host. */
export const TOOL_PACKAGES = ['qemu-system-x86', 'e2fsprogs', 'kmod', 'xz-utils'] as const;

/** Meta-package whose first dependency is the current kernel. Not the cloud flavour: it has neither e1000e, igb nor 9p. */
export const KERNEL_PACKAGE = 'linux-image-amd64';

/** What the guest holds. */
export const GUEST_PACKAGES = [
  ...['bash', 'busybox-static', 'coreutils', 'debianutils', 'findutils', 'gawk', 'grep', 'sed', 'libc-bin'],
  ...['util-linux', 'mount', 'procps', 'psmisc', 'kmod', 'udev', 'strace', 'libstdc++6'],
  ...['iproute2', 'iputils-ping', 'ethtool', 'nftables', 'pciutils', 'tcpdump'],
  // Binders to compare with, and testpmd, which dpdk-dev has.
  ...['dpdk', 'dpdk-dev', 'librte-net-e1000-23', 'librte-net-virtio23', 'python3', 'driverctl'],
] as const;

/** Kernel modules the guest can load, each with what it depends on. */
export const GUEST_MODULES = [
  ...['virtio_pci', 'virtio_blk', 'virtio_net', 'virtio_console', '9p', '9pnet_virtio', 'ext4', 'overlay'],
  ...['vfio_pci', 'vfio_iommu_type1', 'uio_pci_generic'],
  ...['e1000', 'e1000e', 'igb', 'igbvf'],
  ...['bonding', 'bridge', '8021q', 'macvlan', 'veth', 'dummy', 'tun'],
  ...['nf_tables', 'nft_fwd_netdev', 'nft_dup_netdev', 'nft_numgen', 'nft_limit'],
] as const;

/** Modules that mount the guest's disk. */
export const INITRD_MODULES = ['virtio_pci', 'virtio_blk', 'ext4'] as const;

/** Changes when an image made by these sources would be another one. `node`: what identifies the host's node binary. */
export const recipeKey = (node: string): string =>
  sha256(
    JSON.stringify([
      ...[SUITES, EMULATOR_SUITE, TOOL_PACKAGES, KERNEL_PACKAGE, GUEST_PACKAGES, GUEST_MODULES],
      ...[INITRD_MODULES, INITRD_INIT, GUEST_INIT, node],
    ]),
  ).slice(0, 16);
