/** One thing test code must not name, and what to use instead. */
export interface Banned {
  /** Canonical path, e.g. `tokio::net::TcpStream`. */
  readonly item: string;
  /** What it is, for the message. */
  readonly what: string;
  readonly instead: string;
}

const DPDK = {
  stream: 'tokio::net::TcpDpdkStream',
  listener: 'tokio::net::TcpDpdkListener',
  socket: 'tokio::net::TcpDpdkSocket',
  halves: 'the halves of tokio::net::TcpDpdkStream (split, into_split)',
  any: 'tokio::net::{TcpDpdkStream, TcpDpdkListener, TcpDpdkSocket}',
} as const;

const table = new Map<string, Banned>();

const ban = (module: string, names: Readonly<Record<string, string>>, what: string): void => {
  for (const [name, instead] of Object.entries(names)) {
    const item = `${module}::${name}`;
    table.set(item, { item, what, instead });
  }
};

const STREAM_AND_LISTENER = { TcpStream: DPDK.stream, TcpListener: DPDK.listener };
const KERNEL_TYPE = 'a TCP type of the kernel';
ban('tokio::net', { ...STREAM_AND_LISTENER, TcpSocket: DPDK.socket }, KERNEL_TYPE);
ban(
  'tokio::net::tcp',
  { ReadHalf: DPDK.halves, WriteHalf: DPDK.halves, OwnedReadHalf: DPDK.halves, OwnedWriteHalf: DPDK.halves },
  'half of a kernel TCP stream',
);
ban(
  'std::net',
  { ...STREAM_AND_LISTENER, Incoming: DPDK.listener, IntoIncoming: DPDK.listener },
  KERNEL_TYPE,
);
ban('mio::net', { ...STREAM_AND_LISTENER, TcpSocket: DPDK.socket }, KERNEL_TYPE);
for (const module of ['async_std::net', 'async_net', 'smol::net', 'monoio::net', 'tokio_uring::net'])
  ban(module, STREAM_AND_LISTENER, KERNEL_TYPE);

/** Kernel socket calls, as libc and others name them. */
export const SOCKET_CALLS = ['socket', 'connect', 'bind', 'listen', 'accept', 'accept4'] as const;
const calls = Object.fromEntries(SOCKET_CALLS.map((name) => [name, DPDK.any]));
const SYSTEM_CALL = 'a socket call of the kernel';
for (const module of ['libc', 'nix::sys::socket', 'rustix::net', 'foreign']) ban(module, calls, SYSTEM_CALL);
ban(
  'libc',
  Object.fromEntries(SOCKET_CALLS.map((name) => [`SYS_${name}`, DPDK.any])),
  'the number of a socket call of the kernel',
);
ban('libc', { syscall: DPDK.any }, 'a system call whose number the scan judges');
ban('foreign', { syscall: DPDK.any }, 'a system call whose number the scan judges');

/** The crate socket2 is banned whole, but for its address types. */
const SOCKET2 = [
  'Socket',
  'SockRef',
  'Domain',
  'Type',
  'Protocol',
  'TcpKeepalive',
  'RecvFlags',
  'MsgHdr',
  'MsgHdrMut',
];
ban(
  'socket2',
  Object.fromEntries(SOCKET2.map((name) => [name, DPDK.socket])),
  'part of a crate that makes kernel sockets',
);
const SOCKET2_CRATE: Banned = {
  item: 'socket2',
  what: 'a crate that makes kernel sockets',
  instead: DPDK.socket,
};
const SOCKET2_ADDRESS = /^socket2::(SockAddr|SockAddrStorage|sa_family_t|socklen_t)\b/;

const prefixes = new Set<string>(['socket2', 'nix::sys']);
for (const item of table.keys()) {
  const segments = item.split('::');
  for (let length = 1; length < segments.length; length++) prefixes.add(segments.slice(0, length).join('::'));
}

/** What is banned under this canonical path, or undefined. */
export const bannedAt = (path: string): Banned | undefined => {
  const exact = table.get(path);
  if (exact !== undefined) return exact;
  if (path === 'socket2') return SOCKET2_CRATE;
  if (path.startsWith('socket2::') && !SOCKET2_ADDRESS.test(path)) return { ...SOCKET2_CRATE, item: path };
  return undefined;
};

const isSocketCall = ({ what }: Banned): boolean => what === SYSTEM_CALL;

/** True for a banned function: no path goes on behind it. */
export const isFunction = (path: string): boolean => {
  const banned = table.get(path);
  return banned !== undefined && (isSocketCall(banned) || path.endsWith('::syscall'));
};

const ofCrates = [...table.values()].filter(({ item }) => !item.startsWith('foreign::'));

/** Paths of all banned types. */
export const BANNED_TYPES: readonly string[] = ofCrates
  .filter((banned) => !isSocketCall(banned) && !banned.item.startsWith('libc::'))
  .map(({ item }) => item);

/** Paths of all banned functions; `syscall` is none of them, for it is judged by its number. */
export const BANNED_FUNCTIONS: readonly string[] = ofCrates.filter(isSocketCall).map(({ item }) => item);

/** True when exactly this path is in the table: what a glob over an external module can bring in. */
export const isListed = (path: string): boolean => table.has(path);

/** True when a glob over this external module, or a path through it, can lead to a banned item. */
export const leadsToBanned = (path: string): boolean => prefixes.has(path);

const ends = new Set([...table.keys(), ...prefixes].map((path) => path.split('::').at(-1) as string));

/** True when some banned path, or the way to one, ends in this name. */
export const canEndExternal = (name: string): boolean => ends.has(name);

/** Names of types that end a banned path, in any crate. */
export const TYPE_NAMES: readonly string[] = [
  ...new Set(
    [...table.values()]
      .filter(({ what }) => what !== SYSTEM_CALL)
      .map(({ item }) => item.split('::').at(-1) as string),
  ),
].filter((name) => name !== 'syscall' && !name.startsWith('SYS_') && !SOCKET2.includes(name));

/** Names that count only in a crate that mentions one of {@link CALL_CRATES}, or declares foreign functions. */
export const CALL_NAMES: readonly string[] = [
  ...SOCKET_CALLS,
  ...SOCKET_CALLS.map((name) => `SYS_${name}`),
  'syscall',
];
export const CALL_CRATES: readonly string[] = ['libc', 'nix', 'rustix'];
export const SOCKET2_NAMES: readonly string[] = ['socket2', ...SOCKET2];
