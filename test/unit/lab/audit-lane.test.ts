import { describe, expect, it } from 'vitest';
import { laneProblems } from '../../../harness/lab/lane-check.js';
import { envJson } from '../../../harness/lab/lane-files.js';
import { cableCommands, testScript, wireScript } from '../../../harness/lab/lane-script.js';
import {
  KERNEL_DEVICE,
  linkLayouts,
  namespacesOf,
  tapsOf,
  type LaneKind,
} from '../../../harness/lab/layout.js';
import type { InterfaceState } from '../../../lib/net/ip.js';

const links = linkLayouts(2);
const [first] = links;
if (first === undefined) throw new Error('no link');

const up = (ifname: string, ...addresses: string[]): InterfaceState => ({
  ifname,
  flags: ['UP', 'LOWER_UP'],
  operstate: 'UP',
  addr_info: addresses.map((local) => ({ family: 'inet', local, prefixlen: 24 })),
});

describe('a lane that offers a kernel device', () => {
  it('tells of it in env.json, beside the ports', () => {
    const facts = {
      links,
      cores: [0, 1],
      hugepages: { sizeKb: 2048, count: 64, mount: '/h' },
      portsInEnv: true,
      memoryMb: 64,
    };
    const roles = (kernelDevice: boolean) =>
      (
        JSON.parse(envJson({ ...facts, kernelDevice })) as {
          devices: { role: string; addresses: string[] }[];
        }
      ).devices;
    expect(roles(true).map(({ role }) => role)).toEqual(['dpdk', 'dpdk', 'kernel']);
    expect(roles(true)[2]?.addresses).toEqual(['192.0.2.20/24', '2001:db8:0:1::20/64']);
    expect(roles(false).map(({ role }) => role)).toEqual(['dpdk', 'dpdk']);
  });

  it('has its cable in the wire, where the port alone reaches it; no other lane has', () => {
    const scripts = (kind: LaneKind): string =>
      [
        ...cableCommands(namespacesOf('ab12', 0), links, kind),
        testScript(links, kind),
        wireScript(links, kind),
      ].join('\n');
    expect(scripts('audit')).toContain(`ether daddr ${KERNEL_DEVICE.mac} fwd to ${KERNEL_DEVICE.wire}`);
    expect(scripts('audit')).toContain(
      `chain ${KERNEL_DEVICE.wire} { type filter hook ingress device ${KERNEL_DEVICE.wire} priority 0; fwd to ${first.wa}; }`,
    );
    for (const kind of ['dpdk', 'kernel'] as const) expect(scripts(kind)).not.toContain(KERNEL_DEVICE.name);
  });

  it('is in order with the kernel device, and with no other kernel address', () => {
    const device = up(KERNEL_DEVICE.name, KERNEL_DEVICE.v4, KERNEL_DEVICE.v6);
    const state = (...test: InterfaceState[]) => ({
      test: [...tapsOf(links).flatMap(({ tap, va }) => [up(tap), up(va)]), ...test],
      wire: [...links.flatMap(({ wa, wb }) => [up(wa), up(wb)]), up(KERNEL_DEVICE.wire)],
      peer: links.map(({ vb, peer }) => up(vb, ...peer.v4, ...peer.v6)),
    });
    expect(laneProblems(links, state(device, up('lo', '127.0.0.1')), 'audit')).toEqual([]);
    expect(laneProblems(links, state(up(KERNEL_DEVICE.name), up('lo')), 'audit')).toEqual([
      'vk0 in the test namespace lacks 192.0.2.20',
      'vk0 in the test namespace lacks 2001:db8:0:1::20',
    ]);
    expect(laneProblems(links, state(device, up('lo'), up('eth9', '192.0.2.99')), 'audit')).toEqual([
      'eth9 has the kernel address 192.0.2.99, expected none',
    ]);
    expect(laneProblems(links, state(device, up('lo')), 'dpdk')).not.toEqual([]);
  });
});
