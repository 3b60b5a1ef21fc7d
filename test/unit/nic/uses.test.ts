import { describe, expect, it } from 'vitest';
import {
  addressUses,
  defaultRouteUses,
  elsewhereUses,
  interfaceUses,
  type LinkView,
  type NamespaceView,
} from '../../../lib/nic/uses.js';

const link = (ifname: string, ifindex: number, part: Partial<LinkView> = {}): LinkView => ({
  ifname,
  ifindex,
  ...part,
});
const nic = (ifname: string, ifindex: number, part: Partial<LinkView> = {}): LinkView =>
  link(ifname, ifindex, { parentdev: `pci-${ifname}`, ...part });
const space = (label: string | undefined, part: Partial<NamespaceView>): NamespaceView => ({
  label,
  links: [],
  routes: [],
  addresses: [],
  ...part,
});
const pciOf = (parent: string): string | undefined =>
  parent.startsWith('pci-') ? parent.slice(4) : undefined;
const carriers = (...spaces: readonly NamespaceView[]): readonly string[] => [
  ...new Set(defaultRouteUses(spaces, pciOf).map(({ address }) => address)),
];
const via = (dev: string, part: object = {}) => [{ dst: 'default', dev, ...part }];

describe('who carries a default route', () => {
  it.each(['default', '0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1'])('%s', (dst) => {
    expect(
      carriers(space(undefined, { links: [nic('a', 1), nic('b', 2)], routes: [{ dst, dev: 'a' }] })),
    ).toEqual(['a']);
  });
  it('not a route to somewhere, nor one that leads nowhere', () => {
    const routes = [
      { dst: '192.0.2.0/24', dev: 'a' },
      { dst: 'default', dev: 'a', type: 'unreachable' },
    ];
    expect(carriers(space(undefined, { links: [nic('a', 1)], routes }))).toEqual([]);
  });
  it('in any table, with its name in the reason', () => {
    const spaces = [space(undefined, { links: [nic('a', 1)], routes: via('a', { table: '100' }) })];
    expect(defaultRouteUses(spaces, pciOf)).toEqual([
      { address: 'a', how: 'route default of table 100 through a' },
    ]);
  });
  it('each of several next hops', () => {
    const routes = [{ dst: 'default', nexthops: [{ dev: 'a' }, { dev: 'b' }] }];
    expect(carriers(space(undefined, { links: [nic('a', 1), nic('b', 2)], routes }))).toEqual(['a', 'b']);
  });
  it('all members of a bond below a VLAN on a bridge', () => {
    const links = [
      nic('a', 1, { master: 'bond0' }),
      nic('b', 2, { master: 'bond0' }),
      nic('c', 3),
      link('bond0', 4, { master: 'br0' }),
      link('br0', 5),
      link('br0.7', 6, { link: 'br0' }),
    ];
    expect(carriers(space(undefined, { links, routes: via('br0.7') }))).toEqual(['a', 'b']);
  });
  it('in another namespace, and below a macvlan there whose NIC is here', () => {
    const here = space(undefined, { links: [nic('a', 1), nic('b', 2)] });
    const moved = space('namespace blue', { links: [nic('c', 7)], routes: via('c') });
    const macvlan = space('namespace red', {
      links: [link('mv0', 9, { link_index: 2, link_netnsid: 0, linkinfo: { info_kind: 'macvlan' } })],
      routes: via('mv0'),
    });
    expect(carriers(here, moved, macvlan)).toEqual(['c', 'b']);
  });
  it('not the other end of a veth pair', () => {
    const links = [link('v0', 1, { link: 'v1', linkinfo: { info_kind: 'veth' } }), nic('v1', 2)];
    expect(carriers(space(undefined, { links, routes: via('v0') }))).toEqual([]);
  });
  it('without end in a circle', () => {
    const links = [link('x', 1, { link: 'y' }), link('y', 2, { link: 'x' })];
    expect(carriers(space(undefined, { links, routes: via('x') }))).toEqual([]);
  });
});

it('finds who carries an address or an interface, and who is elsewhere', () => {
  const here = space(undefined, {
    links: [nic('a', 1, { master: 'br0' }), link('br0', 2)],
    addresses: [{ local: '192.0.2.1', ifname: 'br0' }],
  });
  const there = space('namespace blue', { links: [nic('b', 3)] });
  expect(addressUses([here, there], '192.0.2.1', 'SSH', pciOf)).toEqual([
    { address: 'a', how: 'SSH 192.0.2.1 is on br0' },
  ]);
  expect(interfaceUses([there, here], 'br0', 'by way of', pciOf)).toEqual([
    { address: 'a', how: 'by way of br0' },
  ]);
  expect(elsewhereUses([here, there], pciOf)).toEqual([{ address: 'b', how: 'b (namespace blue)' }]);
});
