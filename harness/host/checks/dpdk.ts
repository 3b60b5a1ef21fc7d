import semver from 'semver';
import { finding, type Check } from './check.js';

/** Oldest DPDK the bindings are made for. */
export const OLDEST_DPDK = '22.11.0';

const INSTALL = 'apt-get install -y libdpdk-dev';

/** pkg-config itself. */
export const pkgConfig: Check = (facts) =>
  finding({
    id: 'pkg-config-missing',
    title: 'pkg-config',
    found: facts.programs['pkg-config'] ?? 'no pkg-config in PATH',
    wanted: 'pkg-config: DPDK is found with it',
    holds: facts.programs['pkg-config'] !== undefined,
    fix: 'apt-get install -y pkg-config',
  });

/** libdpdk as pkg-config knows it. */
export const installed: Check = ({ dpdk }) =>
  dpdk.kind === 'no-pkg-config'
    ? undefined
    : finding({
        id: 'dpdk-missing',
        title: 'DPDK',
        found: dpdk.kind === 'found' ? `libdpdk ${dpdk.version}` : 'pkg-config does not find libdpdk',
        wanted: 'libdpdk with its headers, known to pkg-config',
        holds: dpdk.kind === 'found',
        fix: `${INSTALL}  # or set PKG_CONFIG_PATH to the directory that holds libdpdk.pc`,
      });

/** Its version. */
export const recent: Check = ({ dpdk }) => {
  if (dpdk.kind !== 'found') return undefined;
  const version = semver.coerce(dpdk.version, { loose: true });
  return finding({
    id: 'dpdk-too-old',
    title: 'DPDK version',
    found: `libdpdk ${dpdk.version}`,
    wanted: 'DPDK 22.11 or later',
    holds: version !== null && semver.gte(version, OLDEST_DPDK),
    fix: `${INSTALL}  # Debian 12 has 22.11; remove an older one from PKG_CONFIG_PATH`,
  });
};

/** The driver of the virtual lab's ports. */
export const tapDriver: Check = ({ dpdk, netTap }) =>
  dpdk.kind !== 'found'
    ? undefined
    : finding({
        id: 'net-tap-missing',
        title: 'DPDK driver net_tap',
        found: netTap ? 'librte_net_tap' : `no librte_net_tap in ${dpdk.libraryDirectory}`,
        wanted: 'the net_tap driver: the ports of the virtual lab are its',
        holds: netTap,
        fix: `${INSTALL} librte-net-tap23  # or build DPDK with drivers/net/tap enabled`,
      });
