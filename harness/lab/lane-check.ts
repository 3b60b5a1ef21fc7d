import type { InterfaceState } from '../../lib/net/ip.js';
import { KERNEL_DEVICE, tapsOf, type LaneKind, type LinkLayout } from './layout.js';

const flagged = (state: InterfaceState | undefined, flag: string): boolean =>
  state?.flags.includes(flag) ?? false;

/** Interfaces that have kernel addresses in an audit lane. */
const OFFERED: readonly string[] = [KERNEL_DEVICE.name, 'lo'];

/**
 * What is wrong with a lane that has just been set up, read from the kernel: every cable plugged in on both ends, the
 * peer's addresses usable (none still `tentative`), and nothing in the test's namespace that kernel TCP could use – but in a
 * lane of kind `kernel`, where the device's addresses must be there, and of kind `audit`, where the kernel device's must. Empty when all is well. Taps get their carrier when a DPDK port attaches, so only their presence is asked for.
 */
export const laneProblems = (
  links: readonly LinkLayout[],
  state: {
    readonly test: readonly InterfaceState[];
    readonly wire: readonly InterfaceState[];
    readonly peer: readonly InterfaceState[];
  },
  kind: LaneKind = 'dpdk',
): readonly string[] => {
  const find = (where: 'test' | 'wire' | 'peer', name: string): InterfaceState | undefined =>
    state[where].find(({ ifname }) => ifname === name);
  const plugged = (where: 'test' | 'wire' | 'peer', name: string): readonly string[] =>
    flagged(find(where, name), 'LOWER_UP') && flagged(find(where, name), 'UP')
      ? []
      : [`${name} in the ${where} namespace has no carrier`];
  const has = (where: 'test' | 'peer', name: string, address: string): readonly string[] =>
    (find(where, name)?.addr_info ?? []).some(({ local }) => local === address)
      ? []
      : [`${name} in the ${where} namespace lacks ${address}`];
  const bare = (states: readonly InterfaceState[]): readonly string[] =>
    states.flatMap(({ ifname, addr_info }) =>
      addr_info.map(({ local }) => `${ifname} has the kernel address ${local}, expected none`),
    );
  const loopbackUp = flagged(find('test', 'lo'), 'UP');
  return [
    ...tapsOf(links).flatMap(({ tap, va }) => [
      ...(flagged(find('test', tap), 'UP') ? [] : [`${tap} in the test namespace is not up`]),
      ...plugged('test', va),
    ]),
    ...links.flatMap(({ wa, wb, vb, peer }) => [
      ...plugged('wire', wa),
      ...plugged('wire', wb),
      ...plugged('peer', vb),
      ...[...peer.v4, ...peer.v6].flatMap((address) => has('peer', vb, address)),
    ]),
    ...bare(state.wire),
    ...(kind === 'kernel'
      ? links.flatMap(({ port, dut }) =>
          port.kind === 'tap'
            ? [...dut.v4, ...dut.v6].flatMap((address) => has('test', port.va, address))
            : [],
        )
      : bare(state.test.filter(({ ifname }) => kind === 'dpdk' || !OFFERED.includes(ifname)))),
    ...(kind === 'audit'
      ? [
          ...plugged('test', KERNEL_DEVICE.name),
          ...plugged('wire', KERNEL_DEVICE.wire),
          ...[KERNEL_DEVICE.v4, KERNEL_DEVICE.v6].flatMap((address) =>
            has('test', KERNEL_DEVICE.name, address),
          ),
        ]
      : []),
    ...(kind === 'dpdk' && loopbackUp ? ['loopback is up in the test namespace, expected it down'] : []),
    ...(kind !== 'dpdk' && !loopbackUp ? ['loopback is down in the test namespace, expected it up'] : []),
  ];
};
