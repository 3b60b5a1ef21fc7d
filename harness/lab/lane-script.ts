import {
  INTERNET,
  KERNEL_DEVICE,
  MTU,
  PREFIX_V4,
  PREFIX_V6,
  ROUTED,
  UNANSWERED,
  tapsOf,
  type LaneKind,
  type LinkLayout,
  type Namespaces,
} from './layout.js';
import { crossover, IPV6_OFF, ipBatch, offloadsOff, sysctls, up } from './script-parts.js';

/**
 * Commands for one `ip -batch` outside of the namespaces: the namespaces and the cables between them. `interfaces` names the interface of
 * each NIC at the wire's end of a cable, by its PCI address; the kernel gives it back when the namespace goes.
 */
export const cableCommands = (
  namespaces: Namespaces,
  links: readonly LinkLayout[],
  kind: LaneKind = 'dpdk',
  interfaces: ReadonlyMap<string, string> = new Map(),
): readonly string[] => [
  ...[namespaces.test, namespaces.wire, namespaces.peer].map((name) => `netns add ${name}`),
  ...links.flatMap(({ port, wa, wb, vb, peerMac }) => [
    ...(port.kind === 'tap'
      ? [
          `link add ${port.va} mtu ${String(MTU)} netns ${namespaces.test} type veth peer name ${wa} mtu ${String(MTU)} netns ${namespaces.wire}`,
        ]
      : port.wire === undefined
        ? []
        : [`link set dev ${interfaces.get(port.wire) ?? port.wire} netns ${namespaces.wire} name ${wa}`]),
    `link add ${vb} mtu ${String(MTU)} address ${peerMac} netns ${namespaces.peer} type veth peer name ${wb} mtu ${String(MTU)} netns ${namespaces.wire}`,
  ]),
  ...(kind === 'audit'
    ? [
        `link add ${KERNEL_DEVICE.name} mtu ${String(MTU)} address ${KERNEL_DEVICE.mac} netns ${namespaces.test} type veth peer name ${KERNEL_DEVICE.wire} mtu ${String(MTU)} netns ${namespaces.wire}`,
      ]
    : []),
];

/**
 * The kernel at the test's end of the cables: the device's addresses on them, routes through the gateways (of the first link by
 * preference), loopback. The interfaces keep MAC addresses of their own, so no frame is taken for one of a DPDK port.
 */
const kernelEnd = (links: readonly LinkLayout[]): readonly string[] => [
  sysctls({
    'ipv6/conf/default/accept_ra': '0',
    'ipv6/conf/default/router_solicitations': '0',
    ...Object.fromEntries(
      tapsOf(links).flatMap(({ va }) => [
        [`ipv6/conf/${va}/accept_ra`, '0'],
        [`ipv6/conf/${va}/router_solicitations`, '0'],
        [`ipv6/conf/${va}/disable_ipv6`, '0'],
      ]),
    ),
    'ipv6/conf/lo/disable_ipv6': '0',
  }),
  ipBatch([
    ...up(['lo']),
    ...links.flatMap(({ port, dut }) =>
      port.kind === 'tap'
        ? [
            ...dut.v4.map((address) => `address add ${address}/${String(PREFIX_V4)} dev ${port.va}`),
            ...dut.v6.map((address) => `address add ${address}/${String(PREFIX_V6)} dev ${port.va} nodad`),
          ]
        : [],
    ),
    ...links.flatMap(({ port, peer }, index) =>
      [peer.v4[0], peer.v6[0]].flatMap((gateway) =>
        gateway === undefined || port.kind !== 'tap'
          ? []
          : [`route add default via ${gateway} dev ${port.va} metric ${String(index + 1)}`],
      ),
    ),
  ]),
];

/** The kernel's own interface in an audit lane: an address of each family, no gateway, loopback. */
const kernelDevice = (): readonly string[] => [
  offloadsOff([KERNEL_DEVICE.name]),
  sysctls({
    [`ipv6/conf/${KERNEL_DEVICE.name}/accept_ra`]: '0',
    [`ipv6/conf/${KERNEL_DEVICE.name}/router_solicitations`]: '0',
    // No link-local address: it would come into being a while later, in the middle of a test.
    [`ipv6/conf/${KERNEL_DEVICE.name}/addr_gen_mode`]: '1',
    [`ipv6/conf/${KERNEL_DEVICE.name}/disable_ipv6`]: '0',
    'ipv6/conf/lo/disable_ipv6': '0',
  }),
  ipBatch([
    ...up(['lo', KERNEL_DEVICE.name]),
    `address add ${KERNEL_DEVICE.v4}/${String(PREFIX_V4)} dev ${KERNEL_DEVICE.name}`,
    `address add ${KERNEL_DEVICE.v6}/${String(PREFIX_V6)} dev ${KERNEL_DEVICE.name} nodad`,
  ]),
];

/**
 * The first link's wire in an audit lane, with three ends: what the port sends to the kernel device goes there, what it sends to all goes
 * there too, and what the kernel device sends goes to the port and to nobody else.
 */
const hub = ({ wa, wb }: LinkLayout): string => {
  const { mac, wire } = KERNEL_DEVICE;
  const at = (device: string, rules: readonly string[]): string =>
    `chain ${device} { type filter hook ingress device ${device} priority 0; ${rules.join('; ')}; }`;
  return `nft -f - <<'END'
table netdev hub {
${at(wa, [`ether daddr ${mac} fwd to ${wire}`, `ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 dup to ${wire}`, `fwd to ${wb}`])}
${at(wb, [`fwd to ${wa}`])}
${at(wire, [`fwd to ${wa}`])}
}
END`;
};

/**
 * Patience of TCP in the test's namespace, for whoever goes by it (tcp(7)): silence before a keep-alive probe and between probes in seconds,
 * and how often a SYN is sent again.
 */
const PATIENCE = sysctls({
  'ipv4/tcp_keepalive_time': '1',
  'ipv4/tcp_keepalive_intvl': '1',
  'ipv4/tcp_syn_retries': '2',
});

/** The taps of DPDK ports, each joined to its cable or (in a lane of kind `kernel`) beside it. */
const taps = (links: readonly LinkLayout[], kind: LaneKind): readonly string[] => {
  const ends = tapsOf(links);
  if (ends.length === 0) return [];
  const names = ends.flatMap(({ tap, va }) => [tap, va]);
  return [
    ipBatch(ends.map(({ tap }) => `tuntap add dev ${tap} mode tap multi_queue`)),
    offloadsOff(names),
    ...(kind === 'kernel' ? [] : [crossover(ends.map(({ tap, va }) => [tap, va]))]),
    ipBatch(up(names)),
  ];
};

/**
 * Test namespace: the tap of each DPDK port, joined to its cable. No address, no route, loopback down. In a lane of kind `kernel` the
 * taps are there as well, but unplugged, and the kernel has the cables. Of a port that is a NIC there is nothing in it at all.
 */
export const testScript = (links: readonly LinkLayout[], kind: LaneKind): string =>
  [
    IPV6_OFF,
    PATIENCE,
    ...taps(links, kind),
    ...(kind === 'kernel' ? kernelEnd(links) : []),
    ...(kind === 'audit' ? kernelDevice() : []),
    '',
  ].join('\n');

/** Joins the two halves of each cable in the wire namespace, and takes them apart. */
export const joinWire = (links: readonly LinkLayout[]): string =>
  crossover(links.map(({ wa, wb }) => [wa, wb]));
export const PART_WIRE = 'nft delete table netdev lane';

/** Wire namespace: both ends of each cable joined; captures and impairment live here. */
export const wireScript = (links: readonly LinkLayout[], kind: LaneKind = 'dpdk'): string => {
  const names = [
    ...links.flatMap(({ wa, wb }) => [wa, wb]),
    ...(kind === 'audit' ? [KERNEL_DEVICE.wire] : []),
  ];
  const [first, ...others] = links;
  const hubs = kind === 'audit' && first !== undefined ? [hub(first)] : [];
  const straight = hubs.length > 0 ? others : links;
  // A NIC takes in frames for the peer only when it takes in everything.
  const nics = links.filter(({ port }) => port.kind === 'pci').map(({ wa }) => `link set ${wa} promisc on`);
  return [
    IPV6_OFF,
    offloadsOff(names),
    ...hubs,
    ...(straight.length > 0 ? [joinWire(straight)] : []),
    ipBatch([...nics, ...up(names)]),
    '',
  ].join('\n');
};

/**
 * Peer namespace: the peer's addresses (without duplicate detection, so that they serve at once) and, on loopback,
 * the hosts behind it. It forwards nothing; what nobody answers is dropped without a word.
 */
export const peerScript = (links: readonly LinkLayout[]): string =>
  [
    sysctls({
      'ipv6/conf/default/accept_ra': '0',
      'ipv6/conf/default/router_solicitations': '0',
      ...Object.fromEntries(links.map(({ vb }) => [`ipv6/conf/${vb}/accept_ra`, '0'])),
      ...Object.fromEntries(links.map(({ vb }) => [`ipv6/conf/${vb}/router_solicitations`, '0'])),
    }),
    offloadsOff(links.map(({ vb }) => vb)),
    ipBatch([
      ...up(['lo', ...links.map(({ vb }) => vb)]),
      ...links.flatMap(({ vb, peer }) => [
        ...peer.v4.map((address) => `address add ${address}/${String(PREFIX_V4)} dev ${vb}`),
        ...peer.v6.map((address) => `address add ${address}/${String(PREFIX_V6)} dev ${vb} nodad`),
      ]),
      ...[INTERNET.v4, ROUTED.v4].map((address) => `address add ${address}/32 dev lo`),
      ...[INTERNET.v6, ROUTED.v6].map((address) => `address add ${address}/128 dev lo nodad`),
      `route add blackhole ${UNANSWERED.v4}/32`,
    ]),
    '',
  ].join('\n');
