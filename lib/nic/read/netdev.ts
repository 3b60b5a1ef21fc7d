import { readTextNow } from '../../files/text.js';
import { listNow } from '../../files/virtual.js';
import { run } from '../../proc/run.js';
import type { InterfaceAddress, Netdev } from '../facts.js';

type Json = Readonly<Record<string, unknown>>;

/** What programs say of an interface ($1), all asked by one shell: starting programs is what takes the time. */
const QUESTIONS = {
  link: 'ip -j -d link show dev "$1"',
  address: 'ip -j -d address show dev "$1"',
  routes4: 'ip -j -d -4 route show table all',
  routes6: 'ip -j -d -6 route show table all',
  neighbours: 'ip -j neighbour show dev "$1" nud permanent',
  proxies: 'ip -j neighbour show proxy dev "$1"',
  qdiscs: 'tc -j qdisc show dev "$1"',
  permanent: 'ethtool -P "$1"',
  rings: 'ethtool -g "$1"',
  channels: 'ethtool -l "$1"',
  features: 'ethtool --json -k "$1"',
} as const;

const MARK = '@@';
const SCRIPT = Object.values(QUESTIONS).join(`; echo '${MARK}'; `);

const ask = async (name: string): Promise<Readonly<Record<keyof typeof QUESTIONS, string>>> => {
  const { stdout } = await run('sh', ['-c', SCRIPT, 'sh', name], { maxOutput: 64 << 20, timeoutMs: 60_000 });
  const answers = stdout.split(`${MARK}\n`);
  return Object.fromEntries(
    Object.keys(QUESTIONS).map((key, index) => [key, answers[index] ?? '']),
  ) as Record<keyof typeof QUESTIONS, string>;
};

/** A JSON array a program printed; an empty one when it had nothing to say. */
const json = (text: string): readonly Json[] =>
  text.trim() === '' ? [] : (JSON.parse(text) as readonly Json[]);

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const optional = <K extends string>(key: K, value: unknown): Partial<Record<K, string>> =>
  (typeof value === 'string' ? { [key]: value } : {}) as Partial<Record<K, string>>;

const FOR_EVER = 4_294_967_295;

const lifetime = <K extends string>(key: K, value: unknown): Partial<Record<K, number>> =>
  (typeof value === 'number' && value !== FOR_EVER ? { [key]: value } : {}) as Partial<Record<K, number>>;

const readAddress = (info: Json): InterfaceAddress => ({
  family: info['family'] === 'inet6' ? 'inet6' : 'inet',
  local: String(info['local']),
  prefixlen: Number(info['prefixlen']),
  scope: String(info['scope']),
  ...optional('peer', info['address']),
  ...optional('broadcast', info['broadcast']),
  ...optional('label', info['label']),
  noPrefixRoute: info['noprefixroute'] === true,
  temporary: info['family'] === 'inet6' && info['dynamic'] === true && info['noprefixroute'] !== true,
  ...lifetime('valid', info['valid_life_time']),
  ...lifetime('preferred', info['preferred_life_time']),
});

const goesThrough = (route: Json, name: string): boolean =>
  route['dev'] === name ||
  (Array.isArray(route['nexthops']) &&
    (route['nexthops'] as readonly Json[]).some((hop) => hop['dev'] === name));

/** Routes the kernel or a router makes by itself when the interface is up and has its addresses. */
const comesByItself = (route: Json): boolean =>
  route['table'] === 'local' ||
  ['kernel', 'ra', 'redirect'].includes(String(route['protocol'])) ||
  ['multicast', 'anycast', 'broadcast', 'local'].includes(String(route['type']));

/** `NAME: VALUE` lines below the heading of current settings; `n/a` means that there is no such setting. */
const readSettings = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (text.split(/^Current hardware settings:$/m)[1] ?? '')
      .split('\n')
      .map((line) => /^([^:]+):\s+(.+)$/.exec(line))
      .flatMap((match) =>
        match?.[1] === undefined || match[2] === undefined || match[2] === 'n/a'
          ? []
          : [[match[1], match[2]]],
      ),
  );

const readFeatures = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(json(text)[0] ?? {}).flatMap(([feature, state]) => {
      const { active, fixed } = (typeof state === 'object' && state !== null ? state : {}) as {
        readonly active?: boolean;
        readonly fixed?: boolean | null;
      };
      return fixed === false && active !== undefined ? [[feature, active ? 'on' : 'off']] : [];
    }),
  );

const readPermanentMac = (text: string): string | undefined => {
  const mac = /^Permanent address: ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})$/m.exec(text)?.[1];
  return mac === '00:00:00:00:00:00' ? undefined : mac;
};

/** Folders of settings by interface, below /proc/sys/net. */
const SYSCTLS = ['ipv4/conf', 'ipv4/neigh', 'ipv6/conf', 'ipv6/neigh'] as const;

/** Where a setting of an interface is, from its path without the interface's name. */
export const sysctlPath = (key: string, name: string): string => {
  const cut = key.lastIndexOf('/');
  return `/proc/sys/net/${key.slice(0, cut)}/${name}${key.slice(cut)}`;
};

const readSysctls = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    SYSCTLS.flatMap((folder) =>
      listNow(`/proc/sys/net/${folder}/${name}`).flatMap((key) => {
        const value = readTextNow(`/proc/sys/net/${folder}/${name}/${key}`);
        return value === undefined ? [] : [[`${folder}/${key}`, value.trim()]];
      }),
    ),
  );

/** The quantum of one queue's discipline follows from the MTU at the time it was made, and cannot be set. */
const withoutQuantum = (options: Json): Json =>
  Object.fromEntries(Object.entries(options).filter(([key]) => key !== 'quantum'));

const readQdiscs = (text: string): readonly Json[] =>
  json(text).map(({ kind, root, parent, options }) => ({
    kind,
    ...(root === true ? { root } : { parent }),
    options: root === true ? options : withoutQuantum((options ?? {}) as Json),
  }));

const readNeighbours = (known: string, proxies: string): Readonly<Record<string, string>> =>
  Object.fromEntries([
    // Multicast groups show up as permanent neighbours of their own accord.
    ...json(known)
      .filter(({ dst }) => !/^(?:ff|22[4-9]\.|23\d\.)/.test(String(dst)))
      .map(({ dst, lladdr }) => [String(dst), String(lladdr)]),
    ...json(proxies).map(({ dst }) => [String(dst), 'proxy']),
  ]) as Record<string, string>;

/** Reads an interface of this network namespace; undefined when it has gone. Changes nothing. */
export const readNetdev = async (name: string): Promise<Netdev | undefined> => {
  const answers = await ask(name);
  const [link] = json(answers.link);
  const [address] = json(answers.address);
  if (link === undefined || address === undefined) return undefined;
  const flags = texts(link['flags']);
  const uppers = listNow(`/sys/class/net/${name}`)
    .filter((entry) => entry.startsWith('upper_'))
    .map((entry) => entry.slice('upper_'.length));
  const routes = [...json(answers.routes4), ...json(answers.routes6)];
  return {
    name,
    mac: String(link['address']),
    ...optional('permanentMac', readPermanentMac(answers.permanent)),
    mtu: Number(link['mtu']),
    txqueuelen: Number(link['txqlen']),
    up: flags.includes('UP'),
    promiscuous: flags.includes('PROMISC'),
    allMulticast: flags.includes('ALLMULTI'),
    ...optional('alias', link['ifalias']),
    alternativeNames: [...texts(link['altnames'])].sort(),
    group: String(link['group']),
    qdiscs: [...readQdiscs(answers.qdiscs)],
    ...optional('addrGenMode', link['inet6_addr_gen_mode']),
    ...optional('master', link['master']),
    uppers,
    addresses: ((address['addr_info'] ?? []) as readonly Json[]).map(readAddress),
    routes: routes.filter((route) => goesThrough(route, name) && !comesByItself(route)),
    neighbours: readNeighbours(answers.neighbours, answers.proxies),
    rings: readSettings(answers.rings),
    channels: readSettings(answers.channels),
    features: readFeatures(answers.features),
    sysctls: readSysctls(name),
  };
};
