import { describe, expect, it, test } from 'vitest';
import { compareDevices, compareNetdevs, describeDifference } from '../../../lib/nic/compare.js';
import type { InterfaceAddress, Netdev } from '../../../lib/nic/facts.js';
import { repair } from '../../../lib/nic/repair.js';
import { device, netdev } from '../../rig/nic-facts.js';

const address = (part: Partial<InterfaceAddress> = {}): InterfaceAddress => ({
  family: 'inet',
  local: '192.0.2.3',
  prefixlen: 24,
  scope: 'global',
  label: 'enp3s0',
  noPrefixRoute: false,
  temporary: false,
  ...part,
});

/** A fresh interface, as its driver makes it. */
const fresh = netdev({ up: false });

test('an interface that is as it was needs nothing and differs in nothing', () => {
  expect(repair(netdev(), netdev())).toEqual({
    attributes: [],
    ethtool: [],
    sysctls: [],
    network: [],
    tc: [],
  });
  expect(compareNetdevs(netdev(), netdev())).toEqual([]);
});

describe('what is put back', () => {
  test.each<[string, Partial<Netdev>, Partial<ReturnType<typeof repair>>]>([
    ['MAC', { mac: '02:00:00:00:00:09' }, { attributes: ['link set dev enp3s0 address 02:00:00:00:00:09'] }],
    ['MTU', { mtu: 9000 }, { attributes: ['link set dev enp3s0 mtu 9000'] }],
    ['queue length', { txqueuelen: 7 }, { attributes: ['link set dev enp3s0 txqueuelen 7'] }],
    ['promiscuous', { promiscuous: true }, { attributes: ['link set dev enp3s0 promisc on'] }],
    ['alias', { alias: 'to the lab' }, { attributes: ['link set dev enp3s0 alias "to the lab"'] }],
    ['names', { alternativeNames: ['dut0'] }, { attributes: ['link property add dev enp3s0 altname dut0'] }],
    ['address generation', { addrGenMode: 'none' }, { attributes: ['link set dev enp3s0 addrgenmode none'] }],
    ['rings', { rings: { RX: '512' } }, { ethtool: [['-G', 'enp3s0', 'rx', '512']] }],
    ['channels', { channels: { Combined: '2' } }, { ethtool: [['-L', 'enp3s0', 'combined', '2']] }],
    ['offloads', { features: { 'tx-gso': 'off' } }, { ethtool: [['-K', 'enp3s0', 'tx-gso', 'off']] }],
    ['sysctls', { sysctls: { 'ipv4/conf/forwarding': '1' } }, { sysctls: [['ipv4/conf/forwarding', '1']] }],
    [
      'an address of either kind',
      {
        addresses: [
          address({ broadcast: '192.0.2.255', valid: 100, preferred: 50 }),
          address({
            family: 'inet6',
            local: '2001:db8::3',
            prefixlen: 64,
            label: undefined,
            noPrefixRoute: true,
          }),
        ],
      },
      {
        network: [
          'address replace 192.0.2.3/24 dev enp3s0 scope global broadcast 192.0.2.255 label enp3s0 valid_lft 100 preferred_lft 50',
          'address replace 2001:db8::3/64 dev enp3s0 scope global noprefixroute nodad',
        ],
      },
    ],
    [
      'neighbours',
      { neighbours: { '192.0.2.9': '02:00:00:00:00:09', '192.0.2.10': 'proxy' } },
      {
        network: [
          'neighbour replace 192.0.2.9 lladdr 02:00:00:00:00:09 nud permanent dev enp3s0',
          'neighbour add proxy 192.0.2.10 dev enp3s0',
        ],
      },
    ],
    [
      'routes, those to a gateway first',
      {
        routes: [
          {
            dst: '203.0.113.0/24',
            gateway: '198.51.100.1',
            dev: 'enp3s0',
            table: '100',
            protocol: 'static',
            metric: 5,
            flags: ['onlink'],
            metrics: [{ mtu: 1400 }],
          },
          {
            dst: '198.51.100.0/24',
            dev: 'enp3s0',
            table: 'main',
            protocol: 'boot',
            scope: 'link',
            prefsrc: '192.0.2.3',
          },
          {
            dst: '203.0.113.0/25',
            table: 'main',
            nexthops: [
              { gateway: '192.0.2.7', dev: 'enp3s0', weight: 2, flags: [] },
              { gateway: '192.0.2.8', dev: 'enp4s0', weight: 1, flags: [] },
            ],
          },
        ],
      },
      {
        network: [
          'route replace 198.51.100.0/24 table main proto boot scope link src 192.0.2.3 dev enp3s0',
          'route replace 203.0.113.0/24 table 100 proto static metric 5 mtu 1400 via 198.51.100.1 dev enp3s0 onlink',
          'route replace 203.0.113.0/25 table main nexthop via 192.0.2.7 dev enp3s0 weight 2 nexthop via 192.0.2.8 dev enp4s0 weight 1',
        ],
      },
    ],
  ])('%s', (_, part, expected) => {
    const all = repair(netdev(part), netdev());
    expect(all).toMatchObject(expected);
    expect(compareNetdevs(netdev(part), netdev())).not.toEqual([]);
    const untouched = Object.entries(all).filter(([key]) => !(key in expected));
    expect(untouched.flatMap(([, lines]) => lines as readonly unknown[])).toEqual([]);
  });

  it('goes up only when it was up, and then first', () => {
    const before = netdev({ addresses: [address()] });
    expect(repair(before, fresh).network[0]).toBe('link set dev enp3s0 up');
    const line = 'address replace 192.0.2.3/24 dev enp3s0 scope global label enp3s0';
    expect(repair({ ...before, up: false }, fresh).network).toEqual([line]);
    expect(repair({ ...before, up: false }, netdev()).network).toEqual(['link set dev enp3s0 down', line]);
  });

  it("takes the kernel's own address away where there was none", () => {
    const own = address({ family: 'inet6', local: 'fe80::3', prefixlen: 64, scope: 'link' });
    expect(repair(netdev(), netdev({ addresses: [own] })).network).toEqual([
      'address del fe80::3/64 dev enp3s0',
    ]);
  });

  it('takes a queueing discipline back that the kernel does not choose', () => {
    const before = netdev({ qdiscs: [{ kind: 'sfq', root: true, options: {} }] });
    expect(repair(before, netdev()).tc).toEqual([['qdisc', 'replace', 'dev', 'enp3s0', 'root', 'sfq']]);
    const codel = (quantum: number) => [{ kind: 'fq_codel', root: true, options: { ecn: true, quantum } }];
    // One that is still down has none of its own yet; put in by hand, it would carry a handle that it had not.
    expect(repair(before, netdev({ up: false })).tc).toEqual([]);
    expect(repair(netdev({ qdiscs: codel(1514) }), netdev({ qdiscs: codel(1414) })).tc).toEqual([
      ['qdisc', 'replace', 'dev', 'enp3s0', 'root', 'fq_codel', 'quantum', '1514'],
    ]);
  });
});

describe('comparing', () => {
  it('tells what was and what is', () => {
    const differences = compareNetdevs(netdev({ mtu: 9000, addresses: [address()] }), netdev());
    expect(differences.map(describeDifference)).toEqual([
      'enp3s0: MTU was 9000, is 1500',
      'enp3s0: address was inet 192.0.2.3/24 scope global label enp3s0, is gone',
    ]);
  });

  it('takes no notice of what changes by itself', () => {
    const route = { dst: '203.0.113.0/24', dev: 'enp3s0', flags: [] };
    expect(
      compareNetdevs(
        netdev({ routes: [route], addresses: [address({ valid: 100, preferred: 100 })] }),
        netdev({
          routes: [{ ...route, flags: ['linkdown'] }],
          addresses: [
            address({ valid: 90, preferred: 90 }),
            address({ local: '2001:db8::9', temporary: true }),
          ],
        }),
      ),
    ).toEqual([]);
  });

  it('finds the interface again by its MAC, whatever its name', () => {
    const other = netdev({ name: 'enp4s0', mac: '52:54:00:00:00:04', permanentMac: '52:54:00:00:00:04' });
    const now = device({ netdevs: [{ ...other, name: 'enp3s0' }, netdev({ name: 'enp4s0' })] });
    expect(compareDevices(device(), now).map(({ what }) => what)).toEqual(['name']);
  });

  it('tells of a driver, an override and an interface that are not as before', () => {
    const now = device({ driver: 'vfio-pci', override: 'vfio-pci', netdevs: [] });
    expect(compareDevices(device(), now).map(({ what }) => what)).toEqual([
      'driver',
      'override',
      'interface',
    ]);
  });
});
