// @ts-check
/**
 * What the project needs from Debian, as data. `probe` says how to see that the thing itself is there, whoever installed it
 * (a self-built DPDK counts); without a probe the package database is asked. `for`: the jobs that need it.
 *
 * @typedef {'run' | 'test' | 'bench'} Job
 * @typedef {{ command: string } | { pkgConfig: string }} Probe
 * @typedef {{ name: string, why: string, for: readonly Job[], probe?: Probe }} DebianPackage
 */

/** @type {readonly Job[]} */
const ALL = ['run', 'test', 'bench'];

/** @type {readonly DebianPackage[]} */
export const debianPackages = [
  {
    name: 'build-essential',
    why: 'C compiler and linker for Rust crates',
    for: ALL,
    probe: { command: 'cc' },
  },
  { name: 'pkg-config', why: 'finds libdpdk', for: ALL, probe: { command: 'pkg-config' } },
  {
    name: 'libdpdk-dev',
    why: 'DPDK headers, libraries and plug-ins (net_tap)',
    for: ALL,
    probe: { pkgConfig: 'libdpdk' },
  },
  { name: 'libclang-dev', why: 'libclang for bindgen', for: ALL },
  { name: 'clang', why: 'C headers that libclang reads', for: ALL, probe: { command: 'clang' } },
  { name: 'libnuma-dev', why: 'linked by DPDK', for: ALL, probe: { pkgConfig: 'numa' } },
  { name: 'libpcap-dev', why: 'linked by DPDK', for: ALL, probe: { pkgConfig: 'libpcap' } },
  { name: 'strace', why: 'evidence E2: sockets of a test', for: ALL, probe: { command: 'strace' } },
  { name: 'iproute2', why: 'namespaces, taps and veth pairs', for: ALL, probe: { command: 'ip' } },
  { name: 'nftables', why: 'forwards frames inside the lab', for: ALL, probe: { command: 'nft' } },
  { name: 'ethtool', why: 'offloads off in the lab', for: ALL, probe: { command: 'ethtool' } },
  { name: 'procps', why: 'sysctl', for: ALL, probe: { command: 'sysctl' } },
  {
    name: 'dpdk-dev',
    why: 'testpmd, a second program over DPDK',
    for: ['test'],
    probe: { command: 'dpdk-testpmd' },
  },
  { name: 'git', why: 'fresh-clone tests', for: ['test'], probe: { command: 'git' } },
  {
    name: 'openssl',
    why: 'certificates of targets that are, and are not, themselves',
    for: ['test'],
    probe: { command: 'openssl' },
  },
  { name: 'tcpdump', why: 'second opinion on captures', for: ['test'], probe: { command: 'tcpdump' } },
  { name: 'ripgrep', why: 'yardstick of the scan', for: ['bench'], probe: { command: 'rg' } },
];
