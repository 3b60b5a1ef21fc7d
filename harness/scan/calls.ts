import type { Cursor } from '../../lib/rust/cursor.js';
import { Word } from '../../lib/rust/keywords.js';
import { Kind } from '../../lib/rust/tokens.js';
import { SOCKET_CALLS, type Banned } from './banned.js';

/** Numbers of socket, connect, accept, bind, listen and accept4 on x86-64, and (from 198) on arm64 and riscv64. */
const NUMBERS: ReadonlySet<number> = new Set([41, 42, 43, 49, 50, 288, 198, 200, 201, 202, 203, 242]);
const CALLS: ReadonlySet<string> = new Set(SOCKET_CALLS);
/** Arguments that make a socket something else than TCP. */
const HARMLESS =
  /\b(SOCK_DGRAM|SOCK_RAW|SOCK_SEQPACKET|[AP]F_(UNIX|LOCAL|NETLINK|PACKET|VSOCK|ALG|BLUETOOTH|CAN)|DATAGRAM|SocketType::(DGRAM|RAW)|SockType::(Datagram|Raw|SeqPacket)|AddressFamily::(Unix|UNIX|Netlink|NETLINK|Packet|PACKET))\b/;

/**
 * Whether a socket function named here is about TCP. `harmless`: its visible arguments say that it is not; `unclear`: it
 * works on a socket made elsewhere; `unseen`: the number of a system call cannot be seen.
 */
export type CallVerdict = 'counts' | 'harmless' | 'ignored' | 'unclear' | 'unseen';

const argumentsOf = (c: Cursor, name: number): string | undefined => {
  if (!c.isOpen(name + 1, '(')) return undefined;
  const close = c.pair(name + 1);
  const parts: string[] = [];
  for (let at = name + 2; at < close && parts.length < 200; at++) parts.push(c.plain(at));
  return parts.join(' ').replace(/ :: /g, '::');
};

/** Judges the use of a banned item whose last path segment is the token `name`. Types always count. */
export const judgeCall = (c: Cursor, banned: Banned, name: number, single: boolean): CallVerdict => {
  const last = banned.item.split('::').at(-1) as string;
  if (last === 'syscall') return systemCall(c, name);
  if (!CALLS.has(last)) return 'counts';
  if (single && (!c.isOpen(name + 1, '(') || c.tokens.kind[name - 1] === Kind.lifetime)) return 'ignored';
  if (last === 'socket') return HARMLESS.test(argumentsOf(c, name) ?? '') ? 'harmless' : 'counts';
  return last === 'connect' || last === 'bind' ? 'unclear' : 'counts';
};

/** Number, domain, type and protocol: with fewer arguments a system call makes no socket. */
const SOCKET_ARGUMENTS = 4;

const systemCall = (c: Cursor, name: number): CallVerdict => {
  const given = argumentsOf(c, name)?.split(' , ');
  if (given === undefined) return 'unseen';
  const known = isSocketCallNumber(c, (given[0] ?? '').replace(/ as .*$/, ''));
  if (known !== undefined) return known ? 'counts' : 'ignored';
  return given.length < SOCKET_ARGUMENTS ? 'ignored' : 'unseen';
};

/**
 * True when the text is the number of a socket call, or the name of a constant of this file that is one; false when it is another
 * number or another `SYS_…` or `__NR_…` name; undefined when the value cannot be seen.
 */
export const isSocketCallNumber = (c: Cursor, text: string): boolean | undefined => {
  const literal = numberOf(text);
  if (literal !== undefined) return NUMBERS.has(literal);
  const name = text.replaceAll(' ', '').split('::').at(-1) ?? '';
  const value = constant(c, name);
  if (value !== undefined) return NUMBERS.has(value);
  const call = /^(?:SYS|__NR)_(\w+)$/.exec(name)?.[1];
  return call === undefined ? undefined : CALLS.has(call);
};

const numberOf = (text: string): number | undefined => {
  const decimal = /^(\d[\d_]*?)(?:_?[iu](?:8|16|32|64|size))?$/.exec(text)?.[1];
  if (decimal !== undefined) return Number(decimal.replaceAll('_', ''));
  const hex = /^0x([\da-f_]+?)(?:_?[iu](?:8|16|32|64|size))?$/i.exec(text)?.[1];
  return hex === undefined ? undefined : Number.parseInt(hex.replaceAll('_', ''), 16);
};

/** Value of `const NAME: T = number;` (or `let NAME = number;`) in this file. */
const constant = (c: Cursor, name: string): number | undefined => {
  for (let at = 0; at < c.tokens.count; at++) {
    if (!c.isWord(at, Word.const) && !c.isWord(at, Word.let) && !c.isWord(at, Word.static)) continue;
    if (!c.isName(at + 1) || c.name(at + 1) !== name) continue;
    let value = at + 2;
    while (value < at + 12 && !c.isPunct(value, '=')) value++;
    if (c.isPunct(value, '=')) return numberOf(c.text(value + 1));
  }
  return undefined;
};
