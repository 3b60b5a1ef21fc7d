import { execFileSync } from 'node:child_process';
import { expect, it, test } from 'vitest';
import type { NicHostFacts } from '../../../harness/host/nic/facts.js';
import { nicFindings } from '../../../harness/host/nic/findings.js';
import { findPlugins } from '../../../lib/dpdk/pmd.js';
import { pmdsFor, readPmdInfos } from '../../../lib/dpdk/pmd-info.js';
import { device, lacking, netdev, snapshot } from '../../rig/nic-facts.js';

const A = '0000:03:00.0';

/** A host that has everything a NIC could want. */
const FACTS: NicHostFacts = {
  snapshot: snapshot({ devices: [device({ numaNode: 1 })] }),
  pmds: { [A]: [{ name: 'net_e1000_em', pci_ids: [] }] },
  carriers: { enp3s0: true },
  cpu: {
    allowed: [0, 1],
    isolated: [1],
    nodes: { 0: 0, 1: 1 },
    governors: { 0: 'performance', 1: 'performance' },
    flags: ['sse4_2', 'constant_tsc', 'nonstop_tsc'],
  },
  pools: [{ sizeKb: 2048, node: 1, total: 10, free: 10, control: '' }],
};

const ids = (facts: NicHostFacts, kind: 'cause' | 'advice'): readonly string[] =>
  nicFindings(facts)
    .filter((finding) => finding[kind] !== undefined)
    .map(({ id }) => id);

it('finds nothing to mend on a host that has everything, and says what it looked at', () => {
  expect(ids(FACTS, 'cause')).toEqual([]);
  expect(ids(FACTS, 'advice')).toEqual([]);
  expect(nicFindings(FACTS).map(({ found }) => found)).toEqual(
    expect.arrayContaining(['at work', 'net_e1000_em', 'enp3s0 has a link', '20 MiB free']),
  );
});

const cpu = (part: Partial<NicHostFacts['cpu']>): Partial<NicHostFacts> => ({
  cpu: { ...FACTS.cpu, ...part },
});
const devices = (...all: readonly ReturnType<typeof device>[]): Partial<NicHostFacts> => ({
  snapshot: snapshot({ devices: all }),
});

test.each<[string, Partial<NicHostFacts>, 'cause' | 'advice', readonly string[]]>([
  [
    'no IOMMU',
    { snapshot: snapshot({ iommu: false, devices: [lacking(device(), 'group')] }) },
    'advice',
    ['iommu-off'],
  ],
  [
    'an address without a device',
    { snapshot: snapshot({ devices: [], absent: [A] }) },
    'cause',
    ['nic-absent'],
  ],
  [
    'no vfio-pci',
    { snapshot: snapshot({ modules: { 'vfio-pci': 'absent', uio_pci_generic: 'absent' } }) },
    'cause',
    ['nic-no-vfio'],
  ],
  ['an old processor', cpu({ flags: [] }), 'cause', ['cpu-flags-missing']],
  ['a clock that drifts', cpu({ flags: ['sse4_2'] }), 'advice', ['tsc-unsteady']],
  ['isolated cores it may not use', cpu({ isolated: [7] }), 'advice', ['cores-not-isolated']],
  ['a saving governor', cpu({ governors: { 0: 'powersave' } }), 'advice', ['governor-slow']],
  ['no driver for the device', { pmds: { [A]: [] } }, 'cause', ['pmd-missing']],
  ['no core of its node', cpu({ allowed: [0], isolated: [0] }), 'cause', ['numa-mismatch']],
  ['no page of its node', { pools: [] }, 'advice', ['numa-no-hugepages']],
  ['no cable', { carriers: { enp3s0: false } }, 'advice', ['link-down']],
  [
    'an interface that is down',
    devices(device({ netdevs: [netdev({ up: false })] })),
    'advice',
    ['link-down'],
  ],
  ['jumbo frames', devices(device({ netdevs: [netdev({ mtu: 9000 })] })), 'advice', ['mtu-unusual']],
  [
    'a device in use',
    { snapshot: snapshot({ defaultRoutes: [{ address: A, how: 'by it' }] }) },
    'cause',
    ['nic-default-route'],
  ],
  [
    'members of one group',
    devices(
      device({ siblings: [{ address: '0000:03:00.1', class: '020000', driver: 'igb' }] }),
      device({ address: '0000:03:00.1', siblings: [{ address: A, class: '020000', driver: 'igb' }] }),
    ),
    'cause',
    [],
  ],
])('%s', (_, part, kind, expected) => {
  expect(ids({ ...FACTS, ...part }, kind)).toEqual(expected);
});

it("reads from DPDK's own plug-ins which driver knows a device", async () => {
  const directory = execFileSync('pkg-config', ['--variable=libdir', 'libdpdk'], { encoding: 'utf8' }).trim();
  const plugins = await findPlugins(directory);
  const infos = plugins === undefined ? [] : await readPmdInfos(plugins);
  expect(pmdsFor(infos, '8086:10d3').map(({ name }) => name)).toContain('net_e1000_em');
  expect(pmdsFor(infos, '1af4:1041').map(({ name }) => name)).toContain('net_virtio');
  expect(pmdsFor(infos, 'abcd:0001')).toEqual([]);
});
