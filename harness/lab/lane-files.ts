import { PEER_PORTS } from '../peer/ports.js';
import {
  INTERNET,
  KERNEL_DEVICE,
  MTU,
  NAMES,
  PREFIX_V4,
  PREFIX_V6,
  UNANSWERED,
  type LinkLayout,
} from './layout.js';

/** What a lane's files must know beside its links. */
export interface LaneFacts {
  readonly links: readonly LinkLayout[];
  /** Cores for DPDK workers. */
  readonly cores: readonly number[];
  /** The hugepages one process of the lane may use. */
  readonly hugepages: { readonly sizeKb: number; readonly count: number; readonly mount: string };
  /** Whether env.json gives every process all ports; otherwise each process names its own port. */
  readonly portsInEnv: boolean;
  /** MiB EAL takes at its start. */
  readonly memoryMb: number;
  /** Whether env.json offers the kernel's own interface. */
  readonly kernelDevice?: boolean;
  /** IPv4 address to which nobody answers. */
  readonly unanswered?: string;
}

/** The EAL arguments of a lane: no PCI device is looked for where no port is one, nothing is left on the hugetlbfs. */
export const ealArguments = ({ links, portsInEnv, memoryMb }: LaneFacts): readonly string[] => [
  ...(links.some(({ port }) => port.kind === 'pci') ? [] : ['--no-pci']),
  '--in-memory',
  ...(portsInEnv ? links.map(({ ealArgument }) => ealArgument) : []),
  '-m',
  String(memoryMb),
];

/** The entry of env.json for the kernel's own interface. */
const KERNEL_ENTRY = {
  pci_address: KERNEL_DEVICE.name,
  mac: KERNEL_DEVICE.mac,
  addresses: [`${KERNEL_DEVICE.v4}/${String(PREFIX_V4)}`, `${KERNEL_DEVICE.v6}/${String(PREFIX_V6)}`],
  mtu: MTU,
  role: 'kernel',
  original_name: KERNEL_DEVICE.name,
};

/** With their lengths, and one of each family first: a stack with room for two addresses, smoltcp's default, has both families. */
const ownAddresses = ({ v4, v6 }: LinkLayout['dut']): readonly string[] => {
  const of4 = v4.map((one) => `${one}/${String(PREFIX_V4)}`);
  const of6 = v6.map((one) => `${one}/${String(PREFIX_V6)}`);
  return [...of4.slice(0, 1), ...of6, ...of4.slice(1)];
};

/** A device's place in its network: the peer is the gateway where the lab's own network is all there is. */
const networkEntry = ({
  network,
  dut,
  peer,
}: Pick<LinkLayout, 'network' | 'dut' | 'peer'>): Record<string, unknown> =>
  network === undefined
    ? {
        addresses: ownAddresses(dut),
        gateway_v4: peer.v4[0],
        gateway_v6: peer.v6[0],
        mtu: MTU,
      }
    : {
        addresses: network.addresses,
        gateway_v4: network.gatewayV4,
        gateway_v6: network.gatewayV6,
        mtu: network.mtu,
      };

/** Content of env.json, the configuration a subject reads (SPEC, section 4). */
export const envJson = (facts: LaneFacts): string =>
  JSON.stringify(
    {
      dpdk_cores: facts.cores,
      devices: [
        ...facts.links.map(({ device, mac, port, ...link }) => ({
          pci_address: device,
          mac,
          ...networkEntry(link),
          role: 'dpdk',
          original_name: port.kind === 'tap' ? port.tap : port.address,
        })),
        ...(facts.kernelDevice === true ? [KERNEL_ENTRY] : []),
      ],
      hugepages: {
        size_kb: facts.hugepages.sizeKb,
        count: facts.hugepages.count,
        mount: facts.hugepages.mount,
      },
      eal_args: ealArguments(facts),
    },
    undefined,
    2,
  );

/** Content of lab.json, the suites' own view of the lane. */
export const labJson = ({ links, portsInEnv, unanswered = UNANSWERED.v4 }: LaneFacts): string =>
  JSON.stringify(
    {
      version: 2,
      portsInEnv,
      links: links.map(({ device, mac, ealArgument, dut, peer }) => ({
        device,
        mac,
        ealArgument,
        dut,
        peer,
      })),
      internet: INTERNET,
      unanswered: { v4: unanswered },
      names: NAMES,
      peerPorts: PEER_PORTS,
    },
    undefined,
    2,
  );

/** Content of the hosts file: the names tests resolve, in the order in which a resolver gives their addresses. */
export const hostsFile = (links: readonly LinkLayout[]): string => {
  const [first] = links;
  if (first === undefined) return '127.0.0.1 localhost\n';
  const [peer = '', second = ''] = first.peer.v4;
  return [
    '127.0.0.1 localhost',
    `${peer} ${NAMES.peer}`,
    `${first.peer.v6[0] ?? ''} ${NAMES.peer6}`,
    `${second} ${NAMES.fallback}`,
    `${peer} ${NAMES.fallback}`,
    `${first.dut.v4[0] ?? ''} ${NAMES.dut}`,
    '',
  ].join('\n');
};

/** Content of resolv.conf: nobody is asked, so an unknown name fails at once instead of waiting for a server. */
export const RESOLV_CONF = 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n';
