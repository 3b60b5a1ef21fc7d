/**
 * The lab's addresses, the same in every lane: namespaces separate lanes, not numbers. All of it is documentation
 * space (RFC 5737, RFC 3849) but for the two stand-in addresses, which exist only on the peer's loopback.
 */
export interface LinkLayout {
  /** DPDK device (EAL's name of the port) and `pci_address` in env.json. */
  readonly device: string;
  readonly port: LinkPort;
  readonly mac: string;
  /** Argument that gives EAL the port. */
  readonly ealArgument: string;
  /** Addresses of the device under test, without prefix length. */
  readonly dut: { readonly v4: readonly string[]; readonly v6: readonly string[] };
  /** Addresses of the peer on this link; the first of each family is the gateway. */
  readonly peer: { readonly v4: readonly string[]; readonly v6: readonly string[] };
  /** What env.json says where it is not as in the virtual lab. */
  readonly network?: LinkNetwork;
  readonly peerMac: string;
  /** Interfaces: `wa` and `wb` in the wire's namespace, `vb` in the peer's. */
  readonly wa: string;
  readonly wb: string;
  readonly vb: string;
}

/** A link's place in a network that was there before the lab. */
export interface LinkNetwork {
  /** Addresses of the device under test with their prefix length. */
  readonly addresses: readonly string[];
  readonly gatewayV4?: string | undefined;
  readonly gatewayV6?: string | undefined;
  readonly mtu: number;
}

/**
 * What a DPDK port is. `tap`: a net_tap whose tap is joined to the cable's end `va`, both in the test's namespace. `pci`: a NIC on vfio-pci, of
 * which the kernel knows no interface; the NIC at the other end of its cable is `wa`.
 */
export type LinkPort =
  | { readonly kind: 'tap'; readonly tap: string; readonly va: string }
  | ({ readonly kind: 'pci' } & Omit<PciPort, 'mac'>);

/** A NIC bound for DPDK, and where its cable leads to. Addresses are of the form `0000:03:00.0`. */
export interface PciPort {
  readonly address: string;
  readonly mac: string;
  /** What the process that has it holds open, e.g. `/dev/vfio/17`. */
  readonly file: string;
  /** The kernel's NIC there, in the harness's own network namespace; undefined: the cable leads to another host. */
  readonly wire?: string;
}

/** Links with a tap each, as far as they have one. */
export const tapsOf = (
  links: readonly LinkLayout[],
): readonly { readonly tap: string; readonly va: string }[] =>
  links.flatMap(({ port }) => (port.kind === 'tap' ? [port] : []));

/** NICs of links, as far as they are some. */
export const nicsOf = (links: readonly LinkLayout[]): readonly (LinkPort & { readonly kind: 'pci' })[] =>
  links.flatMap(({ port }) => (port.kind === 'pci' ? [port] : []));

/**
 * Who is at the test's end of a lane's cables. `dpdk`: the DPDK ports, and the kernel has no address and no route. `kernel`: the kernel
 * itself, with the device's addresses, for subjects that use its TCP on purpose; nothing run there can pass (evidence E4). `audit`: the
 * DPDK ports, and beside them {@link KERNEL_DEVICE}, which the own tests of a crate may ask for; what they do with it is seen.
 */
export type LaneKind = 'dpdk' | 'kernel' | 'audit';

/**
 * The device with role "kernel" of an audit lane: an interface of the test's namespace on the network of the first link, which a DPDK port
 * reaches over the wire. Its cable ends at `wire` in the wire's namespace.
 */
export const KERNEL_DEVICE = {
  name: 'vk0',
  wire: 'wk0',
  mac: '02:00:00:00:02:10',
  v4: '192.0.2.20',
  v6: '2001:db8:0:1::20',
} as const;

/** Addresses of the virtual lab's links, by which suites name stations. */
export const LAB_ADDRESSES = [
  {
    dut: { v4: ['192.0.2.10', '192.0.2.11'], v6: ['2001:db8:0:1::10'] },
    peer: { v4: ['192.0.2.1', '192.0.2.2'], v6: ['2001:db8:0:1::1', '2001:db8:0:1::2'] },
  },
  {
    dut: { v4: ['198.51.100.10'], v6: ['2001:db8:0:2::10'] },
    peer: { v4: ['198.51.100.1'], v6: ['2001:db8:0:2::1'] },
  },
] as const;

export type PortLayout = Pick<LinkLayout, 'device' | 'port' | 'mac' | 'ealArgument'>;

const tapPort = (k: string): PortLayout => {
  const mac = `02:00:00:00:00:1${k}`;
  return {
    device: `net_tap${k}`,
    port: { kind: 'tap', tap: `dtap${k}`, va: `va${k}` },
    mac,
    ealArgument: `--vdev=net_tap${k},iface=dtap${k},mac=${mac}`,
  };
};

/** The part of a link that a NIC on vfio-pci or uio makes. */
export const pciPort = ({ mac, ...port }: PciPort): PortLayout => ({
  device: port.address,
  port: { kind: 'pci', ...port },
  mac,
  ealArgument: `--allow=${port.address}`,
});

/** The first `count` links of a lane (1 or 2): on the NICs given, or on taps. */
export const linkLayouts = (count: number, nics: readonly PciPort[] = []): readonly LinkLayout[] =>
  LAB_ADDRESSES.slice(0, count).map((addresses, index) => {
    const k = String(index);
    const nic = nics[index];
    return {
      ...(nic === undefined ? tapPort(k) : pciPort(nic)),
      ...addresses,
      peerMac: `02:00:00:00:01:1${k}`,
      wa: `wa${k}`,
      wb: `wb${k}`,
      vb: `vb${k}`,
    };
  });

export const PREFIX_V4 = 24;
export const PREFIX_V6 = 64;
export const MTU = 1500;

/** Addresses on the peer's loopback: the stand-in of the Internet and ordinary hosts behind the gateway. */
export const INTERNET = { v4: '1.1.1.1', v6: '2606:4700:4700::1111', port: 80 } as const;
export const ROUTED = { v4: '203.0.113.1', v6: '2001:db8:0:ff::1' } as const;

/** An address behind the gateway to which nobody answers (the peer drops what goes there). */
export const UNANSWERED = { v4: '203.0.113.99' } as const;

/** Names of the hosts file. */
export const NAMES = {
  peer: 'peer.lab.test',
  peer6: 'peer6.lab.test',
  fallback: 'fallback.lab.test',
  dut: 'dut.lab.test',
} as const;

/** Names of a lane's three namespaces; `run` is 4 hex digits. */
export interface Namespaces {
  readonly test: string;
  readonly wire: string;
  readonly peer: string;
}
export const namespacesOf = (run: string, lane: number): Namespaces => {
  const name = (part: string): string => `dc${run}-${String(lane)}-${part}`;
  return { test: name('test'), wire: name('wire'), peer: name('peer') };
};
