import {
  INTERNET,
  MTU,
  PREFIX_V4,
  PREFIX_V6,
  ROUTED,
  UNANSWERED,
  type LaneKind,
  type LinkLayout,
  type Namespaces,
} from './layout.js';

/** Commands for one `ip -batch` outside of the namespaces: the namespaces and the cables between them. */
export const cableCommands = (namespaces: Namespaces, links: readonly LinkLayout[]): readonly string[] => [
  ...[namespaces.test, namespaces.wire, namespaces.peer].map((name) => `netns add ${name}`),
  ...links.flatMap(({ va, wa, wb, vb, peerMac }) => [
    `link add ${va} mtu ${String(MTU)} netns ${namespaces.test} type veth peer name ${wa} mtu ${String(MTU)} netns ${namespaces.wire}`,
    `link add ${vb} mtu ${String(MTU)} address ${peerMac} netns ${namespaces.peer} type veth peer name ${wb} mtu ${String(MTU)} netns ${namespaces.wire}`,
  ]),
];

const ipBatch = (commands: readonly string[]): string => `ip -batch - <<'END'\n${commands.join('\n')}\nEND`;

/** Without this a frame leaves the kernel with an unfinished checksum (or as a bundle), which no wire would carry. */
const offloadsOff = (names: readonly string[]): string =>
  names.map((name) => `ethtool -K ${name} tx off rx off tso off gso off gro off >/dev/null`).join('\n');

const sysctls = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([path, value]) => `echo ${value} >/proc/sys/net/${path}`)
    .join('\n');

/** No IPv6 of the kernel's own on wires: set for interfaces that are there and that come. */
const IPV6_OFF = sysctls({ 'ipv6/conf/all/disable_ipv6': '1', 'ipv6/conf/default/disable_ipv6': '1' });

const crossover = (pairs: readonly (readonly [string, string])[]): string => {
  const chains = pairs.flatMap(([a, b]) =>
    [
      [a, b],
      [b, a],
    ].map(
      ([from, to]) =>
        `chain ${String(from)} { type filter hook ingress device ${String(from)} priority 0; fwd to ${String(to)}; }`,
    ),
  );
  return `nft -f - <<'END'\ntable netdev lane {\n${chains.join('\n')}\n}\nEND`;
};

const up = (names: readonly string[]): readonly string[] => names.map((name) => `link set ${name} up`);

/**
 * The kernel at the test's end of the cables: the device's addresses on them, routes through the gateways (of the first link by
 * preference), loopback. The interfaces keep MAC addresses of their own, so no frame is taken for one of a DPDK port.
 */
const kernelEnd = (links: readonly LinkLayout[]): readonly string[] => [
  sysctls({
    'ipv6/conf/default/accept_ra': '0',
    'ipv6/conf/default/router_solicitations': '0',
    ...Object.fromEntries(
      links.flatMap(({ va }) => [
        [`ipv6/conf/${va}/accept_ra`, '0'],
        [`ipv6/conf/${va}/router_solicitations`, '0'],
        [`ipv6/conf/${va}/disable_ipv6`, '0'],
      ]),
    ),
    'ipv6/conf/lo/disable_ipv6': '0',
  }),
  ipBatch([
    ...up(['lo']),
    ...links.flatMap(({ va, dut }) => [
      ...dut.v4.map((address) => `address add ${address}/${String(PREFIX_V4)} dev ${va}`),
      ...dut.v6.map((address) => `address add ${address}/${String(PREFIX_V6)} dev ${va} nodad`),
    ]),
    ...links.flatMap(({ va, peer }, index) =>
      [peer.v4[0], peer.v6[0]].flatMap((gateway) =>
        gateway === undefined
          ? []
          : [`route add default via ${gateway} dev ${va} metric ${String(index + 1)}`],
      ),
    ),
  ]),
];

/**
 * Patience of TCP in the test's namespace, for whoever goes by it (tcp(7)): silence before a keep-alive probe and between probes in seconds,
 * and how often a SYN is sent again.
 */
const PATIENCE = sysctls({
  'ipv4/tcp_keepalive_time': '1',
  'ipv4/tcp_keepalive_intvl': '1',
  'ipv4/tcp_syn_retries': '2',
});

/**
 * Test namespace: the tap of each DPDK port, joined to its cable. No address, no route, loopback down. In a lane of kind `kernel` the
 * taps are there as well, but unplugged, and the kernel has the cables.
 */
export const testScript = (links: readonly LinkLayout[], kind: LaneKind): string => {
  const names = links.flatMap(({ tap, va }) => [tap, va]);
  return [
    IPV6_OFF,
    PATIENCE,
    ipBatch(links.map(({ tap }) => `tuntap add dev ${tap} mode tap multi_queue`)),
    offloadsOff(names),
    ...(kind === 'dpdk' ? [crossover(links.map(({ tap, va }) => [tap, va]))] : []),
    ipBatch(up(names)),
    ...(kind === 'kernel' ? kernelEnd(links) : []),
    '',
  ].join('\n');
};

/** Joins the two halves of each cable in the wire namespace, and takes them apart. */
export const joinWire = (links: readonly LinkLayout[]): string =>
  crossover(links.map(({ wa, wb }) => [wa, wb]));
export const PART_WIRE = 'nft delete table netdev lane';

/** Wire namespace: both ends of each cable joined; captures and impairment live here. */
export const wireScript = (links: readonly LinkLayout[]): string => {
  const names = links.flatMap(({ wa, wb }) => [wa, wb]);
  return [IPV6_OFF, offloadsOff(names), joinWire(links), ipBatch(up(names)), ''].join('\n');
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
