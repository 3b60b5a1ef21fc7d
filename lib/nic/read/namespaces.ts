import { readMounts } from '../../files/mounts.js';
import { listProcesses } from '../../files/processes.js';
import { identity } from '../../files/stat.js';
import { listNow } from '../../files/virtual.js';
import { NETNS_DIRECTORY, netnsHandle } from '../../net/netns.js';
import { run } from '../../proc/run.js';
import type { LinkView, NamespaceView, RouteView } from '../uses.js';

interface Handle {
  readonly path: string;
  readonly label: string | undefined;
}

const OWN = '/proc/self/ns/net';

/** One handle for every network namespace that can be reached: named ones, mounted ones and those of processes. */
const handles = (): readonly Handle[] => {
  const candidates: readonly Handle[] = [
    { path: OWN, label: undefined },
    ...listNow(NETNS_DIRECTORY).map((name) => ({ path: netnsHandle(name), label: `namespace ${name}` })),
    ...readMounts()
      .filter(({ type }) => type === 'nsfs')
      .map(({ target }) => ({ path: target, label: `namespace ${target}` })),
    ...listProcesses().map((pid) => ({
      path: `/proc/${String(pid)}/ns/net`,
      label: `namespace of process ${String(pid)}`,
    })),
  ];
  const found = new Map<string, Handle>();
  for (const handle of candidates) {
    const key = identity(handle.path);
    if (key !== undefined && !found.has(key)) found.set(key, handle);
  }
  // A mount that is no network namespace (or of which nothing can be said) is told apart when it is entered.
  return [...found.values()];
};

const MARK = '@@';

const SCRIPT = [
  'ip -j -d link show',
  'ip -j -d address show',
  'ip -j -d -4 route show table all',
  'ip -j -d -6 route show table all',
].join(`; echo '${MARK}'; `);

interface AddressView {
  readonly ifname: string;
  readonly addr_info?: readonly { readonly local?: string }[];
}

/** Without the empty objects ip(8) prints for what it filtered out. */
const parse = (text: string | undefined): readonly object[] =>
  text === undefined || text.trim() === ''
    ? []
    : (JSON.parse(text) as readonly object[]).filter((one) => Object.keys(one).length > 0);

const view = async ({ path, label }: Handle): Promise<NamespaceView | undefined> => {
  const command =
    label === undefined
      ? { file: 'sh', args: ['-c', SCRIPT] }
      : { file: 'nsenter', args: [`--net=${path}`, 'sh', '-c', SCRIPT] };
  const { exitCode, stdout } = await run(command.file, command.args, {
    maxOutput: 64 << 20,
    timeoutMs: 60_000,
  });
  if (exitCode !== 0) return undefined;
  const [links, addresses, routes4, routes6] = stdout.split(`${MARK}\n`);
  return {
    label,
    links: parse(links) as readonly LinkView[],
    addresses: (parse(addresses) as readonly AddressView[]).flatMap(({ ifname, addr_info: infos = [] }) =>
      infos.flatMap(({ local }) => (local === undefined ? [] : [{ local, ifname }])),
    ),
    routes: [...parse(routes4), ...parse(routes6)] as readonly RouteView[],
  };
};

/** Looks into every network namespace that can be reached (all of them, as root). */
export const readNamespaces = async (): Promise<readonly NamespaceView[]> => {
  const views: NamespaceView[] = [];
  for (const handle of handles()) {
    const one = await view(handle);
    if (one !== undefined) views.push(one);
  }
  return views;
};
