import { routeKey } from './compare.js';
import type { InterfaceAddress, Netdev } from './facts.js';

/** What makes an interface as it was, in the order in which it has to be done. */
export interface Repair {
  /** Lines for `ip -batch` before it is up. */
  readonly attributes: readonly string[];
  /** Arguments of ethtool(8). */
  readonly ethtool: readonly (readonly string[])[];
  /** Values by path below /proc/sys/net, the interface's name left out. */
  readonly sysctls: readonly (readonly [string, string])[];
  /** Lines for `ip -batch` from going up on. */
  readonly network: readonly string[];
  /** Arguments of tc(8). */
  readonly tc: readonly (readonly string[])[];
}

const onOff = (value: boolean): string => (value ? 'on' : 'off');

/** Text for one word of an `ip -batch` line. */
const word = (text: string): string => (/^[\w.:@-]+$/.test(text) ? text : `"${text.replaceAll('"', "'")}"`);

const attributes = (before: Netdev, now: Netdev): readonly string[] => {
  const set = (differs: boolean, words: string): readonly string[] =>
    differs ? [`link set dev ${before.name} ${words}`] : [];
  const missing = before.alternativeNames.filter((name) => !now.alternativeNames.includes(name));
  return [
    ...set(before.mac !== now.mac, `address ${before.mac}`),
    ...set(before.mtu !== now.mtu, `mtu ${String(before.mtu)}`),
    ...set(before.txqueuelen !== now.txqueuelen, `txqueuelen ${String(before.txqueuelen)}`),
    ...set(before.promiscuous !== now.promiscuous, `promisc ${onOff(before.promiscuous)}`),
    ...set(before.allMulticast !== now.allMulticast, `allmulticast ${onOff(before.allMulticast)}`),
    ...set(before.group !== now.group, `group ${before.group}`),
    ...set(before.alias !== now.alias, `alias ${word(before.alias ?? '')}`),
    ...(before.addrGenMode === undefined
      ? []
      : set(before.addrGenMode !== now.addrGenMode, `addrgenmode ${before.addrGenMode}`)),
    ...missing.map((name) => `link property add dev ${before.name} altname ${word(name)}`),
  ];
};

const changed = (
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] =>
  Object.entries(before).filter(([key, value]) => now[key] !== value);

/** ethtool's options by the names it shows. */
const optionOf = (name: string): string => name.toLowerCase().replaceAll(' ', '-');

const ethtool = (before: Netdev, now: Netdev): readonly (readonly string[])[] => {
  const call = (
    option: string,
    pairs: readonly (readonly [string, string])[],
  ): readonly (readonly string[])[] =>
    // One by one: a driver that refuses one of them must not keep the others from being set.
    pairs.map(([name, value]) => [option, before.name, optionOf(name), value]);
  return [
    ...call('-G', changed(before.rings, now.rings)),
    ...call('-L', changed(before.channels, now.channels)),
    ...call('-K', changed(before.features, now.features)),
  ];
};

const addressLine = (name: string, address: InterfaceAddress): string => {
  const { family, local, prefixlen, scope, peer, broadcast, label, noPrefixRoute, valid, preferred } =
    address;
  return [
    `address replace ${local}${peer === undefined ? `/${String(prefixlen)}` : ` peer ${peer}/${String(prefixlen)}`}`,
    `dev ${name} scope ${scope}`,
    ...(broadcast === undefined ? [] : [`broadcast ${broadcast}`]),
    ...(label === undefined ? [] : [`label ${label}`]),
    ...(valid === undefined
      ? []
      : [`valid_lft ${String(valid)} preferred_lft ${String(preferred ?? valid)}`]),
    ...(noPrefixRoute ? ['noprefixroute'] : []),
    // It was looked for once, when the address was first set.
    ...(family === 'inet6' ? ['nodad'] : []),
  ].join(' ');
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

const option = (name: string, value: unknown): readonly string[] => {
  const given = text(value);
  return given === undefined ? [] : [`${name} ${given}`];
};

const hop = (part: Readonly<Record<string, unknown>>): readonly string[] => {
  const via = part['via'] as { readonly family?: string; readonly host?: string } | undefined;
  const flags = (part['flags'] ?? []) as readonly string[];
  return [
    ...option('via', part['gateway']),
    ...(via?.family === undefined || via.host === undefined ? [] : [`via ${via.family} ${via.host}`]),
    ...option('dev', part['dev']),
    ...option('weight', part['weight']),
    ...(flags.includes('onlink') ? ['onlink'] : []),
  ];
};

const routeLine = (route: Readonly<Record<string, unknown>>): string => {
  const type = text(route['type']);
  const scope = text(route['scope']);
  const metrics = (route['metrics'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  const hops = (route['nexthops'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return [
    'route replace',
    ...(type === undefined || type === 'unicast' ? [] : [type]),
    text(route['dst']) ?? '',
    ...option('from', route['src']),
    ...option('tos', route['tos']),
    ...option('table', route['table']),
    ...option('proto', route['protocol']),
    ...(scope === undefined || scope === 'global' ? [] : [`scope ${scope}`]),
    ...option('src', route['prefsrc']),
    ...option('metric', route['metric']),
    ...option('pref', route['pref']),
    ...metrics.flatMap((metric) => Object.entries(metric).flatMap(([name, value]) => option(name, value))),
    ...(hops.length === 0 ? hop(route) : hops.flatMap((one) => ['nexthop', ...hop(one)])),
  ].join(' ');
};

const addresses = (before: Netdev, now: Netdev): readonly string[] => {
  const known = new Set(before.addresses.map(({ local }) => local));
  const extra = now.addresses.filter(({ scope, local }) => scope === 'link' && !known.has(local));
  return [
    // The kernel gives it an address of its own when it goes up, also where that had been taken away.
    ...extra.map(({ local, prefixlen }) => `address del ${local}/${String(prefixlen)} dev ${before.name}`),
    ...before.addresses.filter(({ temporary }) => !temporary).map((one) => addressLine(before.name, one)),
  ];
};

const neighbours = (before: Netdev, now: Netdev): readonly string[] =>
  changed(before.neighbours, now.neighbours).map(([address, mac]) =>
    mac === 'proxy'
      ? `neighbour add proxy ${address} dev ${before.name}`
      : `neighbour replace ${address} lladdr ${mac} nud permanent dev ${before.name}`,
  );

const routes = (before: Netdev, now: Netdev): readonly string[] => {
  const has = new Set(now.routes.map(routeKey));
  const missing = before.routes.filter((route) => !has.has(routeKey(route)));
  // A route by way of a gateway needs the route to the gateway first.
  const direct = missing.filter((route) => route['gateway'] === undefined && route['nexthops'] === undefined);
  return [...direct, ...missing.filter((route) => !direct.includes(route))].map(routeLine);
};

const network = (before: Netdev, now: Netdev): readonly string[] => {
  const state = before.up ? 'up' : 'down';
  return [
    ...(now.up === before.up ? [] : [`link set dev ${before.name} ${state}`]),
    // An interface that is down keeps its IPv4 addresses; routes and neighbours it has none.
    ...addresses(before, now),
    ...(before.up ? [...neighbours(before, now), ...routes(before, now)] : []),
  ];
};

type Qdisc = Readonly<Record<string, unknown>>;

const rootOf = (netdev: Netdev): Qdisc | undefined => netdev.qdiscs.find((qdisc) => qdisc['root'] === true);

/** Numbers among the options that are not as they were, e.g. a quantum that follows from the MTU the interface once went up with. */
const numbers = (before: Qdisc, now: Qdisc | undefined): readonly string[] => {
  const options = (before['options'] ?? {}) as Qdisc;
  const current = (now !== undefined && now['kind'] === before['kind'] ? now['options'] : undefined) as
    Qdisc | undefined;
  return Object.entries(current ?? {}).flatMap(([key, value]) =>
    typeof options[key] === 'number' && options[key] !== value ? [key, String(options[key])] : [],
  );
};

const tc = (before: Netdev, now: Netdev): readonly (readonly string[])[] => {
  const [was, is] = [rootOf(before), rootOf(now)];
  const kind = text(was?.['kind']);
  // One that is down has none; going up brings its own, which is what it was as long as nobody chose another.
  if (!before.up || !now.up || was === undefined || kind === undefined || kind === 'noop') return [];
  const options = numbers(was, is);
  return kind === is?.['kind'] && options.length === 0
    ? []
    : [['qdisc', 'replace', 'dev', before.name, 'root', kind, ...options]];
};

/** What has to be done to make the interface, which has its name again, as it was. A pure function. */
export const repair = (before: Netdev, now: Netdev): Repair => ({
  attributes: attributes(before, now),
  ethtool: ethtool(before, now),
  sysctls: changed(before.sysctls, now.sysctls),
  network: network(before, now),
  tc: tc(before, now),
});
