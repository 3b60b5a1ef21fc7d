import { parseNumberList } from '../../../lib/core/number-list.js';
import { readNodePools } from '../../../lib/dpdk/hugepage-pools.js';
import { findDpdk } from '../../../lib/dpdk/package.js';
import { findPlugins } from '../../../lib/dpdk/pmd.js';
import { pmdsFor, readPmdInfos } from '../../../lib/dpdk/pmd-info.js';
import { readTextNow } from '../../../lib/files/text.js';
import { listNow } from '../../../lib/files/virtual.js';
import type { Device } from '../../../lib/nic/facts.js';
import { readSnapshot } from '../../../lib/nic/read/snapshot.js';
import { readLeases } from '../../nic/journal.js';
import { nicPaths } from '../../nic/state.js';
import type { NicHostFacts } from './facts.js';

const CPU = '/sys/devices/system/cpu';

const list = (path: string): readonly number[] => parseNumberList(readTextNow(path) ?? '');

const nodesOfCores = (): Readonly<Record<number, number>> =>
  Object.fromEntries(
    listNow('/sys/devices/system/node').flatMap((name) => {
      const node = /^node(\d+)$/.exec(name)?.[1];
      return node === undefined
        ? []
        : list(`/sys/devices/system/node/${name}/cpulist`).map((core) => [core, Number(node)]);
    }),
  );

const governors = (cores: readonly number[]): Readonly<Record<number, string>> =>
  Object.fromEntries(
    cores.flatMap((core) => {
      const governor = readTextNow(`${CPU}/cpu${String(core)}/cpufreq/scaling_governor`);
      return governor === undefined ? [] : [[core, governor.trim()]];
    }),
  );

const carriers = (devices: readonly Device[]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    devices.flatMap(({ netdevs }) =>
      netdevs
        .filter(({ up }) => up)
        .map(({ name }) => [name, readTextNow(`/sys/class/net/${name}/carrier`)?.trim() === '1'] as const),
    ),
  );

const pmds = async (devices: readonly Device[]): Promise<NicHostFacts['pmds']> => {
  const dpdk = await findDpdk();
  if (dpdk.kind !== 'found') return undefined;
  const plugins = await findPlugins(dpdk.libraryDirectory);
  if (plugins === undefined) return undefined;
  const infos = await readPmdInfos(plugins);
  return Object.fromEntries(devices.map(({ address, id }) => [address, pmdsFor(infos, id)]));
};

/** Reads what the NICs are held against. Changes nothing. */
export const readNicHostFacts = async (
  addresses: readonly string[],
  stateDirectory: string,
): Promise<NicHostFacts> => {
  const leases = await readLeases(nicPaths(stateDirectory));
  const snapshot = await readSnapshot(
    addresses,
    leases.map(({ address }) => address),
  );
  const status = readTextNow('/proc/self/status') ?? '';
  const allowed = parseNumberList(/^Cpus_allowed_list:\s+(.*)$/m.exec(status)?.[1] ?? '');
  const online = list(`${CPU}/online`);
  return {
    snapshot,
    pmds: await pmds(snapshot.devices),
    carriers: carriers(snapshot.devices),
    cpu: {
      allowed: allowed.filter((core) => online.includes(core)),
      isolated: list(`${CPU}/isolated`),
      nodes: nodesOfCores(),
      governors: governors(online),
      flags: /^flags\s+:\s+(.*)$/m.exec(readTextNow('/proc/cpuinfo') ?? '')?.[1]?.split(' ') ?? [],
    },
    pools: readNodePools(),
  };
};
