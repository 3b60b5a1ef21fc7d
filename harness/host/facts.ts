import type { DpdkPackage } from '../../lib/dpdk/package.js';
import type { HugepagePool } from '../../lib/dpdk/hugepages.js';
import type { Owner } from '../../lib/files/owner.js';

/** Programs of the system the harness calls, with the Debian package that has each. */
export const PROGRAMS = {
  ip: 'iproute2',
  nft: 'nftables',
  ethtool: 'ethtool',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  mount: 'mount',
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  tar: 'tar',
  'pkg-config': 'pkg-config',
  strace: 'strace',
  rustc: 'rustup',
  cc: 'gcc',
} as const;
export type ProgramName = keyof typeof PROGRAMS;

/** What one probe found: it works, or what it said instead. */
export type Probe = { readonly works: true } | { readonly works: false; readonly message: string };

/** Features of the kernel that are tried out in a network namespace without a name, which ends with the probe. */
export const KERNEL_FEATURES = ['netns', 'veth', 'tap', 'nft-fwd'] as const;
export type KernelFeature = (typeof KERNEL_FEATURES)[number];

/** Everything that is known of a host before anything is done to it. Plain data: causes are found in it by pure functions. */
export interface HostFacts {
  readonly os: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly memoryMb: number;
  /** Memory that could be had now, in KiB. */
  readonly availableKb: number;
  readonly bootId: string;
  /** Version without a leading v, and the range this package wants. */
  readonly node: string;
  readonly nodeWanted: string;
  readonly root: boolean;
  /** Where each program is; absent when it is not in PATH. */
  readonly programs: Readonly<Partial<Record<ProgramName, string>>>;
  /** What `cargo --version` and `rustc --version` say; a message instead of a version when they fail. */
  readonly cargo: string | undefined;
  readonly cargoProblem: string | undefined;
  readonly rustc: string | undefined;
  readonly rustcProblem: string | undefined;
  readonly dpdk: DpdkPackage;
  /** The net_tap driver is there as a plug-in or library. */
  readonly netTap: boolean;
  /** A libclang that bindgen can load. */
  readonly libclang: string | undefined;
  readonly hugepages: HugepagePool | undefined;
  /** hugetlbfs is in /proc/filesystems. */
  readonly hugetlbfs: boolean;
  /** `/dev/net/tun`: undefined when it can be opened, else the system's error name. */
  readonly tunProblem: string | undefined;
  /** Whether this process may trace a child with strace and a seccomp filter. */
  readonly tracing: Probe;
  /** Undefined where it could not be tried because something else is missing (root, a program). */
  readonly features: Readonly<Partial<Record<KernelFeature, Probe>>>;
  /** Cores that are online, and those of them this process may use. */
  readonly onlineCores: readonly number[];
  readonly allowedCores: readonly number[];
  readonly stateDirectory: string;
  readonly stateWritable: boolean;
  /** Living process that holds the lab, with its command line. */
  readonly labHolder: (Owner & { readonly command: string }) | undefined;
  readonly workDirectory: string;
  readonly freeBytes: number | undefined;
}

/** What a run wants of a host. */
export interface HostNeeds {
  /** Processes with an EAL of their own at the same time, over all lanes. */
  readonly processes: number;
  /** Cores for DPDK workers over all lanes. */
  readonly cores: number;
  /** The cores the user named; undefined: any. */
  readonly coreList: readonly number[] | undefined;
  /** Space wanted in the work directory. */
  readonly freeBytes: number;
}

/** What the main job on one lane wants: two processes on two devices at most, and room for one build. */
export const DEFAULT_NEEDS: HostNeeds = {
  processes: 2,
  cores: 1,
  coreList: undefined,
  freeBytes: 2 * 1024 ** 3,
};
