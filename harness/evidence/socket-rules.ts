import { returned } from './trace-line.js';

/** What a traced call means for the question "did this process tree use kernel TCP?". */
export type CallMeaning =
  /** Kernel TCP, or something that can carry it: refutes the test. */
  | { readonly kind: 'kernel-tcp'; readonly domain: string; readonly type: string }
  /** A socket that cannot carry TCP. */
  | { readonly kind: 'other'; readonly domain: string; readonly type: string }
  /** The trace cannot vouch for what comes after this call. */
  | { readonly kind: 'blind'; readonly why: string }
  | { readonly kind: 'nothing' };

const NOTHING: CallMeaning = { kind: 'nothing' };
const HARMLESS_DOMAINS = ['AF_UNIX', 'AF_LOCAL', 'AF_NETLINK'];
const LINK_DOMAINS = ['AF_PACKET', 'AF_XDP'];
const DATAGRAM_PROTOCOLS = ['IPPROTO_IP', 'IPPROTO_UDP', 'IPPROTO_UDPLITE', 'IPPROTO_ICMP', 'IPPROTO_ICMPV6'];

const socket = (text: string, linkAllowed: boolean): CallMeaning => {
  const [, domain = '?', flags = '?', protocol = '?'] =
    /^[a-z]+\(([^,]+), ([^,]+), ([^,)]+)/.exec(text) ?? [];
  const type = flags.split('|')[0] ?? flags;
  const named = { domain, type };
  if (HARMLESS_DOMAINS.includes(domain)) return { kind: 'other', ...named };
  if (LINK_DOMAINS.includes(domain)) return { kind: linkAllowed ? 'other' : 'kernel-tcp', ...named };
  const datagram = type === 'SOCK_DGRAM' && DATAGRAM_PROTOCOLS.includes(protocol);
  const inet = domain === 'AF_INET' || domain === 'AF_INET6';
  // A list of what is harmless, not of what is not: an unknown family, type or protocol is no proof of innocence.
  return { kind: inet && datagram ? 'other' : 'kernel-tcp', ...named };
};

const accepted = (text: string): CallMeaning => {
  const domain = /sa_family=(AF_INET6?)\b/.exec(text)?.[1];
  return domain === undefined ? NOTHING : { kind: 'kernel-tcp', domain, type: 'SOCK_STREAM' };
};

const blindWhen = (condition: boolean, why: string): CallMeaning =>
  condition ? { kind: 'blind', why } : NOTHING;

/**
 * Judges one whole call. Attempts count as well as successes: a test that only tries kernel TCP has a fallback.
 * `linkAllowed`: the lane's port is net_af_packet, net_af_xdp or net_pcap, whose driver opens link-layer sockets.
 */
export const judgeCall = (name: string, text: string, linkAllowed: boolean): CallMeaning => {
  const failed = (returned(text) ?? 0) < 0;
  switch (name) {
    case 'socket':
    case 'socketpair':
      return socket(text, linkAllowed);
    case 'accept':
    case 'accept4':
      return accepted(text);
    case 'io_uring_setup':
      // Its requests make and connect sockets without a further system call.
      return failed ? NOTHING : { kind: 'kernel-tcp', domain: 'io_uring', type: 'any' };
    case 'pidfd_getfd':
      return blindWhen(!failed, 'a descriptor was taken from another process');
    case 'recvmsg':
    case 'recvmmsg':
      return blindWhen(text.includes('SCM_RIGHTS'), 'descriptors were received from another process');
    case 'setns':
      return blindWhen(!failed && /, (0|.*CLONE_NEWNET)/.test(text), 'another network namespace was entered');
    case 'unshare':
      return blindWhen(!failed && text.includes('CLONE_NEWNET'), 'another network namespace was made');
    case 'clone':
    case 'clone3':
      if (text.includes('CLONE_UNTRACED')) return blindWhen(!failed, 'a process was started untraced');
      return blindWhen(!failed && text.includes('CLONE_NEWNET'), 'another network namespace was made');
    case 'ptrace':
      return blindWhen(!failed, 'a process of the test traced another one');
    case 'seccomp':
      return blindWhen(!failed && text.includes('SECCOMP_SET_MODE_FILTER'), 'a system call filter was set');
    default:
      return NOTHING;
  }
};

/** Calls that start a process or thread and return its pid. */
export const startsProcess = (name: string): boolean =>
  name === 'clone' || name === 'clone3' || name === 'fork' || name === 'vfork';
