import { FAMILIES } from './skip/family.js';
import type { RuleId } from './finding.js';

/** A rule as reports and `explain` present it. */
export interface Rule {
  readonly id: RuleId;
  /** Name in CamelCase, as SARIF asks. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

const KERNEL_TCP = `Test code must not name a TCP type or socket call of the kernel, under any spelling.

Banned: tokio::net::{TcpStream, TcpListener, TcpSocket} and the halves in tokio::net::tcp; std::net::{TcpStream, TcpListener,
Incoming}; the TCP types of mio::net (and of async-std, smol, async-net, monoio, tokio-uring); the crate socket2 but for its
addresses; socket, connect, bind, listen, accept, accept4 of libc, nix, rustix or an own extern "C"; the same by number through
syscall or inline assembly. UDP, Unix sockets and address types are not banned.

primary: the item is named here (import, path, foreign function). secondary: a name imported elsewhere is used here.
Followed: groups, renames, globs, crate and module aliases, type aliases, re-exports, module files, #[path], include!, macro bodies
and arguments. Where a macro puts a path together the finding says that it is a heuristic. A file, module or include that cannot
be found or read is a finding of this rule: nobody can vouch for it.

Instead: tokio::net::{TcpDpdkStream, TcpDpdkListener, TcpDpdkSocket}. An exception needs an allowance in dpdk-conformance.toml:
  [[allowances]]
  file = "tests/dpdk_worker_isolation.rs"
  item = "tokio::net::TcpListener"
  reason = "kernel echo server, AC-0.4"
  expires = "2027-01-31"
It is printed with every report; one that is unused or has expired is an error.`;

const SILENT_SKIP = `A test must prove something or fail. It must not pass by not running, by returning early, or by passing over an error.

Families (the item of a finding is FAMILY in FUNCTION):
${Object.entries(FAMILIES)
  .map(([family, [what, instead]]) => `  ${family}: ${what}; ${instead}.`)
  .join('\n')}

Looked at: functions with a test attribute, and one step into the functions and macros of the same crate that they call. A return is honest
after an assertion in its branch, in a task the test spawned, with an error value, or when something was proven before it.
Conditions that only describe the build (test, unix, target_os, miri, loom, debug_assertions) and features that are on by default
or with "full" and "dpdk" do not count as compiled out.`;

/** All rules, in the order of reports. */
export const RULES: readonly Rule[] = [
  { id: 'kernel-tcp', name: 'KernelTcp', title: 'Test code names kernel TCP', text: KERNEL_TCP },
  {
    id: 'silent-skip',
    name: 'SilentSkip',
    title: 'A test can pass without proving anything',
    text: SILENT_SKIP,
  },
];

/** Text for `explain RULE`; undefined when there is no such rule. */
export const explainRule = (id: string): string | undefined => {
  const rule = RULES.find((known) => known.id === id);
  return rule === undefined ? undefined : `${rule.id}: ${rule.title}\n\n${rule.text}`;
};
