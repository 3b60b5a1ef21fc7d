import type { Cursor } from '../../lib/rust/cursor.js';
import { Kind } from '../../lib/rust/tokens.js';
import { SOCKET_CALLS, type Banned } from './banned.js';

/** Numbers of socket calls on x86-64 and (from 198) on arm64 and riscv64. `socket connect accept bind listen accept4`. */
const NUMBERS: ReadonlySet<number> = new Set([41, 42, 43, 49, 50, 288, 198, 200, 201, 202, 203, 242]);
const CALLS: ReadonlySet<string> = new Set(SOCKET_CALLS);
const HARMLESS =
  /\b(SOCK_DGRAM|SOCK_RAW|SOCK_SEQPACKET|AF_UNIX|AF_LOCAL|AF_NETLINK|AF_PACKET|PF_UNIX|PF_NETLINK|PF_PACKET|AF_VSOCK|AF_ALG|AF_BLUETOOTH|AF_CAN|DATAGRAM|SockType::Datagram|SockType::Raw|AddressFamily::Unix|AddressFamily::Netlink|AddressFamily::UNIX|AddressFamily::NETLINK)\b/;

/** Whether a socket function named here is about TCP, judged by its visible arguments. */
export interface CallVerdict {
  readonly counts: boolean;
  readonly note?: string;
}

const argumentsOf = (c: Cursor, name: number): string | undefined => {
  if (!c.isOpen(name + 1, '(')) return undefined;
  const close = c.pair(name + 1);
  const parts: string[] = [];
  for (let at = name + 2; at < close && parts.length < 200; at++) parts.push(c.text(at));
  return parts.join(' ').replace(/ :: /g, '::');
};

/** Judges the use of a banned item whose last path segment is the token `name`. Types always count. */
export const judgeCall = (c: Cursor, banned: Banned, name: number, single: boolean): CallVerdict => {
  const last = banned.item.split('::').at(-1) as string;
  if (last === 'syscall') return systemCall(c, name);
  if (!CALLS.has(last)) return { counts: true };
  if (single && (!c.isOpen(name + 1, '(') || c.tokens.kind[name - 1] === Kind.lifetime))
    return { counts: false };
  if (last === 'socket' && HARMLESS.test(argumentsOf(c, name) ?? '')) return { counts: false };
  return { counts: true };
};

const systemCall = (c: Cursor, name: number): CallVerdict => {
  const given = argumentsOf(c, name)
    ?.split(' , ')[0]
    ?.replace(/ as .*$/, '');
  if (given === undefined) return { counts: false };
  const number = /^(\d[\d_]*)(_?[iu](8|16|32|64|size))?$/.exec(given);
  if (number === null) return { counts: false };
  return NUMBERS.has(Number((number[1] ?? '').replaceAll('_', '')))
    ? { counts: true, note: `system call number ${given} opens or uses a socket` }
    : { counts: false };
};
