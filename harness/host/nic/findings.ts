import type { Cause } from '../../../lib/core/cause.js';
import type { Device } from '../../../lib/nic/facts.js';
import { chooseDriver, refusals } from '../../../lib/nic/refusals.js';
import { advise, finding, type Finding } from '../checks/check.js';
import type { NicHostFacts } from './facts.js';

const iommu = ({ snapshot }: NicHostFacts): Finding =>
  advise({
    id: 'iommu-off',
    title: 'IOMMU',
    found: snapshot.iommu ? 'at work' : 'none at work',
    wanted: 'an IOMMU, so that a device reaches the memory of its program only',
    holds: snapshot.iommu,
    fix: 'switch it on in the firmware and boot with intel_iommu=on (or amd_iommu=on) iommu=pt; without it `nic bind` takes uio_pci_generic, and `run --profile real` no device',
  });

const vfio = ({ snapshot }: NicHostFacts): Finding => {
  const state = snapshot.modules['vfio-pci'];
  return finding({
    id: 'nic-no-vfio',
    title: 'vfio-pci',
    found: state,
    wanted: 'loaded, or a module that can be',
    holds: state !== 'absent' || (!snapshot.iommu && snapshot.modules.uio_pci_generic !== 'absent'),
    fix: 'install the kernel package that has it (Debian: linux-image-amd64)',
  });
};

/** What DPDK's own builds ask for, and what keeps its clock steady. */
const FLAGS = { needed: ['sse4_2'], wanted: ['constant_tsc', 'nonstop_tsc'] } as const;

const cpuFlags = ({ cpu }: NicHostFacts): readonly Finding[] => {
  const lacking = (names: readonly string[]): readonly string[] =>
    names.filter((name) => !cpu.flags.includes(name));
  const needed = lacking(FLAGS.needed);
  const wanted = lacking(FLAGS.wanted);
  return [
    finding({
      id: 'cpu-flags-missing',
      title: 'CPU flags',
      found: needed.length === 0 ? FLAGS.needed.join(' ') : `no ${needed.join(' ')}`,
      wanted: FLAGS.needed.join(' '),
      holds: needed.length === 0,
      fix: 'use another machine, or give the virtual one the CPU model of its host',
    }),
    advise({
      id: 'tsc-unsteady',
      title: 'time stamp counter',
      found: wanted.length === 0 ? 'steady' : `no ${wanted.join(' ')}`,
      wanted: FLAGS.wanted.join(' '),
      holds: wanted.length === 0,
      fix: 'times measured by DPDK drift with the frequency: use another machine, or pin the frequency',
    }),
  ];
};

const shown = (cores: readonly number[]): string => (cores.length === 0 ? 'none' : cores.join(','));

const isolated = ({ cpu }: NicHostFacts): Finding => {
  const usable = cpu.isolated.filter((core) => cpu.allowed.includes(core));
  return advise({
    id: 'cores-not-isolated',
    title: 'isolated cores',
    found: `${shown(cpu.isolated)}, of which this process may use ${shown(usable)}`,
    wanted: 'cores the scheduler leaves to DPDK',
    holds: usable.length > 0,
    fix: 'boot with isolcpus=LIST nohz_full=LIST rcu_nocbs=LIST; without it other programs steal time from the workers',
  });
};

const governor = ({ cpu }: NicHostFacts): Finding => {
  const slow = cpu.allowed.filter((core) => !['performance', undefined].includes(cpu.governors[core]));
  return advise({
    id: 'governor-slow',
    title: 'frequency governor',
    found:
      slow.length === 0
        ? 'performance, or none to choose'
        : `${cpu.governors[slow[0] ?? 0] ?? ''} on ${shown(slow)}`,
    wanted: 'performance',
    holds: slow.length === 0,
    fix: 'for f in /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor; do echo performance > $f; done',
  });
};

const driver = (device: Device, { pmds }: NicHostFacts): readonly Finding[] => {
  const found = pmds?.[device.address];
  return found === undefined
    ? []
    : [
        finding({
          id: 'pmd-missing',
          title: `${device.address} poll-mode driver`,
          found: found.length === 0 ? `none knows ${device.id}` : found.map(({ name }) => name).join(', '),
          wanted: `a DPDK driver for ${device.id}`,
          holds: found.length > 0,
          fix: "apt-cache search librte-net  # install the one for this NIC's maker, or a DPDK built with it",
        }),
      ];
};

const numa = (device: Device, { cpu, pools }: NicHostFacts): readonly Finding[] => {
  const { address, numaNode: node } = device;
  // The platform does not say, or there is one node only: any core and page will do.
  if (node < 0 || new Set(Object.values(cpu.nodes)).size < 2) return [];
  const near = cpu.allowed.filter((core) => cpu.nodes[core] === node);
  const free = pools
    .filter((pool) => pool.node === node)
    .reduce((sum, pool) => sum + pool.free * pool.sizeKb, 0);
  return [
    finding({
      id: 'numa-mismatch',
      title: `${address} NUMA node ${String(node)}: cores`,
      found: shown(near),
      wanted: 'cores of that node this process may use',
      holds: near.length > 0,
      fix: `taskset -c LIST, with cores out of /sys/devices/system/node/node${String(node)}/cpulist`,
    }),
    advise({
      id: 'numa-no-hugepages',
      title: `${address} NUMA node ${String(node)}: hugepages`,
      found: `${String(Math.floor(free / 1024))} MiB free`,
      wanted: 'hugepages of that node',
      holds: free > 0,
      fix: `echo 64 > /sys/devices/system/node/node${String(node)}/hugepages/hugepages-2048kB/nr_hugepages`,
    }),
  ];
};

const link = ({ address, netdevs }: Device, { carriers }: NicHostFacts): readonly Finding[] =>
  netdevs.flatMap(({ name, up, mtu }) => [
    advise({
      id: 'link-down',
      title: `${address} link`,
      found: up
        ? carriers[name] === true
          ? `${name} has a link`
          : `${name} has no link`
        : `${name} is down`,
      wanted: 'a link: a cable, and a live port at its other end',
      holds: up && carriers[name] === true,
      fix: up ? 'look at the cable and the switch' : `ip link set ${name} up  # then look again`,
    }),
    advise({
      id: 'mtu-unusual',
      title: `${address} MTU`,
      found: `${name} has ${String(mtu)}`,
      wanted: '1500: DPDK starts with that whatever the kernel had',
      holds: mtu === 1500,
      fix: 'see that the other end takes 1500, or set the same in the configuration of the subject',
    }),
  ]);

/** Causes that bear on the host as a whole are told once, above. */
const binding = (device: Device, { snapshot }: NicHostFacts): Finding => {
  const own = {
    ...snapshot,
    devices: snapshot.devices.filter((other) => device.group !== undefined && other.group === device.group),
    absent: [],
  };
  const all = { ...own, devices: own.devices.length === 0 ? [device] : own.devices };
  const causes: readonly Cause[] = refusals(all, chooseDriver(all)).filter(({ seen }) =>
    seen.includes(device.address),
  );
  const [first] = causes;
  const line = { title: `${device.address} ${device.id}`, wanted: 'a device that may be given to DPDK' };
  return first === undefined
    ? { ...line, id: 'nic-refused', found: `on ${device.driver ?? 'no driver'}, nothing against binding it` }
    : { ...line, id: first.id, found: causes.map(({ seen }) => seen).join('; '), cause: first };
};

const absent = ({ snapshot }: NicHostFacts): readonly Finding[] =>
  refusals({ ...snapshot, devices: [] }, 'vfio-pci')
    .filter(({ id }) => id === 'nic-absent')
    .map((cause) => ({ id: cause.id, title: 'device', found: cause.seen, wanted: cause.expected, cause }));

/** Everything a real host's NICs are held against, whether well or not. */
export const nicFindings = (facts: NicHostFacts): readonly Finding[] => [
  iommu(facts),
  vfio(facts),
  ...cpuFlags(facts),
  isolated(facts),
  governor(facts),
  ...absent(facts),
  ...facts.snapshot.devices.flatMap((device) => [
    binding(device, facts),
    ...driver(device, facts),
    ...numa(device, facts),
    ...link(device, facts),
  ]),
];
