import type { Use } from './facts.js';

/** An interface as `ip -json -details link` shows it (the part used here). */
export interface LinkView {
  readonly ifname: string;
  readonly ifindex: number;
  readonly flags?: readonly string[];
  /** Interface below a VLAN, macvlan or the like, by name or, in another namespace, by index. */
  readonly link?: string;
  readonly link_index?: number;
  readonly link_netnsid?: number;
  readonly master?: string;
  readonly linkinfo?: { readonly info_kind?: string };
  /** Device behind it: a PCI address, or `virtioN`. */
  readonly parentdev?: string;
}

/** A route as `ip -json route show table all` shows it (the part used here). */
export interface RouteView {
  readonly dst: string;
  readonly type?: string;
  readonly table?: string;
  readonly dev?: string;
  readonly nexthops?: readonly { readonly dev?: string }[];
}

/** One network namespace. */
export interface NamespaceView {
  /** For people: its name, or a process in it. Undefined for the one this process is in. */
  readonly label: string | undefined;
  readonly links: readonly LinkView[];
  readonly routes: readonly RouteView[];
  /** Addresses with the interface each is on. */
  readonly addresses: readonly { readonly local: string; readonly ifname: string }[];
}

/** Where something leads: `default`, and the halves in which VPNs write it. */
const DEFAULTS = new Set(['default', '0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1']);

const inNamespace = ({ label }: NamespaceView): string => (label === undefined ? '' : ` (${label})`);

/**
 * The devices an interface stands on, walking down bonds, bridges, teams, VLANs and macvlans. An interface below that is in another
 * namespace is known by its index only: every one with that index counts, so that one too many is refused rather than one too few.
 */
export const devicesBelow = (
  all: readonly NamespaceView[],
  space: NamespaceView,
  name: string,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] => {
  const link = space.links.find(({ ifname }) => ifname === name);
  const key = `${space.label ?? ''}/${name}`;
  if (link === undefined || seen.has(key)) return [];
  const visited = new Set([...seen, key]);
  const members = space.links
    .filter(({ master }) => master === name)
    .map(({ ifname }) => ({ space, ifname }));
  const isPair = link.linkinfo?.info_kind === 'veth';
  const lower =
    link.link !== undefined && !isPair && link.link_netnsid === undefined
      ? [{ space, ifname: link.link }]
      : [];
  const far =
    link.link_netnsid === undefined || isPair
      ? []
      : all
          .filter((other) => other !== space)
          .flatMap((other) =>
            other.links
              .filter(({ ifindex }) => ifindex === link.link_index)
              .map(({ ifname }) => ({ space: other, ifname })),
          );
  return [
    ...(link.parentdev === undefined ? [] : [link.parentdev]),
    ...[...members, ...lower, ...far].flatMap((next) => devicesBelow(all, next.space, next.ifname, visited)),
  ];
};

const interfacesOf = (route: RouteView): readonly string[] =>
  [route.dev, ...(route.nexthops ?? []).map(({ dev }) => dev)].flatMap((dev) => dev ?? []);

/** Names devices by PCI address: `pciOf` knows which one a `virtioN` is on. */
export type PciOf = (parent: string) => string | undefined;

const uses = (
  all: readonly NamespaceView[],
  space: NamespaceView,
  name: string,
  how: string,
  pciOf: PciOf,
): readonly Use[] =>
  devicesBelow(all, space, name).flatMap((parent) => {
    const address = pciOf(parent);
    return address === undefined ? [] : [{ address, how: `${how} ${name}${inNamespace(space)}` }];
  });

/** Which devices carry a default route: IPv4 and IPv6, every table, every namespace. */
export const defaultRouteUses = (all: readonly NamespaceView[], pciOf: PciOf): readonly Use[] =>
  all.flatMap((space) =>
    space.routes
      .filter(({ dst, type = 'unicast' }) => DEFAULTS.has(dst) && type === 'unicast')
      .flatMap((route) =>
        interfacesOf(route).flatMap((name) =>
          uses(all, space, name, `route ${route.dst} of table ${route.table ?? 'main'} through`, pciOf),
        ),
      ),
  );

/** Which devices carry an address, in whatever namespace it is. */
export const addressUses = (
  all: readonly NamespaceView[],
  address: string,
  what: string,
  pciOf: PciOf,
): readonly Use[] =>
  all.flatMap((space) =>
    space.addresses
      .filter(({ local }) => local === address)
      .flatMap(({ ifname }) => uses(all, space, ifname, `${what} ${address} is on`, pciOf)),
  );

/** Which devices carry what goes out by an interface of this namespace. */
export const interfaceUses = (
  all: readonly NamespaceView[],
  name: string,
  what: string,
  pciOf: PciOf,
): readonly Use[] => {
  const own = all.find(({ label }) => label === undefined);
  return own === undefined ? [] : uses(all, own, name, what, pciOf);
};

/** Interfaces of devices that are not in this namespace. */
export const elsewhereUses = (all: readonly NamespaceView[], pciOf: PciOf): readonly Use[] =>
  all
    .filter(({ label }) => label !== undefined)
    .flatMap((space) =>
      space.links.flatMap(({ ifname, parentdev }) => {
        const address = parentdev === undefined ? undefined : pciOf(parentdev);
        return address === undefined ? [] : [{ address, how: `${ifname}${inNamespace(space)}` }];
      }),
    );
