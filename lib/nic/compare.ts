import type { Device, InterfaceAddress, Netdev } from './facts.js';

/** One thing that is not as it was. */
export interface Difference {
  /** Whose: an interface or a PCI address. */
  readonly of: string;
  readonly what: string;
  readonly was: string;
  readonly is: string;
}

/** A difference as a sentence. */
export const describeDifference = ({ of, what, was, is }: Difference): string =>
  `${of}: ${what} was ${was}, is ${is}`;

const shown = (value: unknown): string => {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const addressKey = ({
  family,
  local,
  prefixlen,
  scope,
  peer,
  label,
  noPrefixRoute,
}: InterfaceAddress): string =>
  [
    `${family} ${local}/${String(prefixlen)} scope ${scope}`,
    ...(peer === undefined ? [] : [`peer ${peer}`]),
    ...(label === undefined ? [] : [`label ${label}`]),
    ...(noPrefixRoute ? ['noprefixroute'] : []),
  ].join(' ');

/** What stays the same of a route while its cable is pulled and its neighbours are learnt. */
const VOLATILE = new Set(['flags', 'expires', 'age', 'cache', 'used', 'error', 'uid']);

const stable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !VOLATILE.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, stable(inner)]),
  );
};

/** A route in a form that is equal for equal routes. */
export const routeKey = (route: Readonly<Record<string, unknown>>): string => JSON.stringify(stable(route));

const lists = (
  what: string,
  before: readonly string[],
  now: readonly string[],
  of: string,
): readonly Difference[] => [
  ...before.filter((one) => !now.includes(one)).map((one) => ({ of, what, was: one, is: 'gone' })),
  ...now.filter((one) => !before.includes(one)).map((one) => ({ of, what, was: 'none', is: one })),
];

const maps = (
  what: string,
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
  of: string,
): readonly Difference[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((key) => before[key] !== now[key])
    .map((key) => ({ of, what: `${what} ${key}`, was: shown(before[key]), is: shown(now[key]) }));

const PLAIN = [
  ['name', 'name'],
  ['mac', 'MAC address'],
  ['mtu', 'MTU'],
  ['txqueuelen', 'txqueuelen'],
  ['up', 'up'],
  ['promiscuous', 'promiscuous'],
  ['allMulticast', 'allmulticast'],
  ['alias', 'alias'],
  ['group', 'group'],
  ['addrGenMode', 'addrgenmode'],
  ['master', 'master'],
] as const satisfies readonly (readonly [keyof Netdev, string])[];

const lasting = (addresses: readonly InterfaceAddress[]): readonly string[] =>
  addresses.filter(({ temporary }) => !temporary).map(addressKey);

/** Everything in which an interface is not as it was. */
export const compareNetdevs = (before: Netdev, now: Netdev): readonly Difference[] => {
  const of = before.name;
  return [
    ...PLAIN.filter(([key]) => before[key] !== now[key]).map(([key, what]) => ({
      of,
      what,
      was: shown(before[key]),
      is: shown(now[key]),
    })),
    ...lists('alternative name', before.alternativeNames, now.alternativeNames, of),
    ...lists('upper', before.uppers, now.uppers, of),
    ...lists('address', lasting(before.addresses), lasting(now.addresses), of),
    ...lists('route', before.routes.map(routeKey), now.routes.map(routeKey), of),
    ...maps('neighbour', before.neighbours, now.neighbours, of),
    ...maps('ring', before.rings, now.rings, of),
    ...maps('channels', before.channels, now.channels, of),
    ...maps('offload', before.features, now.features, of),
    ...maps('sysctl', before.sysctls, now.sysctls, of),
    // While an interface is down it may or may not have a discipline yet.
    ...(before.up ? lists('qdisc', before.qdiscs.map(routeKey), now.qdiscs.map(routeKey), of) : []),
  ];
};

/** Finds the interface again: by the MAC in the hardware, by name, or because there is one only. */
export const sameNetdev = (before: Netdev, device: Device): Netdev | undefined =>
  device.netdevs.find(
    ({ permanentMac }) => permanentMac !== undefined && permanentMac === before.permanentMac,
  ) ??
  device.netdevs.find(({ name }) => name === before.name) ??
  (device.netdevs.length === 1 ? device.netdevs[0] : undefined);

/** Everything in which a device is not as it was. */
export const compareDevices = (before: Device, now: Device): readonly Difference[] => {
  const of = before.address;
  const plain = (['driver', 'override'] as const)
    .filter((key) => before[key] !== now[key])
    .map((key) => ({ of, what: key, was: shown(before[key]), is: shown(now[key]) }));
  const interfaces = before.netdevs.flatMap((netdev) => {
    const again = sameNetdev(netdev, now);
    if (again === undefined) return [{ of, what: 'interface', was: netdev.name, is: 'gone' }];
    // A virtual function gets a new one at every probe unless its owner set it.
    const hardware =
      before.physicalFunction === undefined && netdev.permanentMac !== again.permanentMac
        ? [{ of, what: 'permanent MAC', was: shown(netdev.permanentMac), is: shown(again.permanentMac) }]
        : [];
    return [...hardware, ...compareNetdevs(netdev, again)];
  });
  return [
    ...plain,
    ...lists('virtual function', before.virtualFunctions, now.virtualFunctions, of),
    ...interfaces,
  ];
};
