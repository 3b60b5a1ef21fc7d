import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { draftLabFile } from '../../../harness/config/draft.js';
import { configSchema } from '../../../harness/config/schema.js';
import { device, netdev } from '../../rig/nic-facts.js';

const address = (local: string, prefixlen: number, scope = 'global', temporary = false) => ({
  family: local.includes(':') ? ('inet6' as const) : ('inet' as const),
  local,
  prefixlen,
  scope,
  temporary,
  noPrefixRoute: false,
});
const usual = netdev({
  mtu: 9000,
  addresses: [
    address('198.51.100.3', 24),
    address('2001:db8:5::3', 64),
    address('2001:db8:5::abcd', 64, 'global', true),
    address('fe80::1', 64, 'link'),
  ],
  routes: [{ dst: '203.0.113.0/24', gateway: '198.51.100.1' }, { dst: 'fe80::/64' }],
});
const carries = { id: 'nic-default-route', seen: 'it carries\nthe default route', expected: '', fix: '' };
const refused = {
  device: device({ address: '0000:01:00.0', netdevs: [netdev({ name: 'enp1s0' })] }),
  refusals: [carries, carries],
};

/** What this program reads out of a draft. */
const read = (draft: string) => configSchema.parse(parse(draft)).lab;

describe('the draft of a lab file', () => {
  it('has the NICs that may be bound, and the others with the reasons against them', () => {
    const draft = draftLabFile([refused, { device: device({ netdevs: [usual] }), refusals: [] }]);
    expect(read(draft)).toEqual({
      devices: [
        {
          pci: '0000:03:00.0',
          mac: '52:54:00:00:00:03',
          addresses: ['198.51.100.3/24', '2001:db8:5::3/64'],
          gatewayV4: '198.51.100.1',
          mtu: 9000,
        },
      ],
    });
    expect(
      draft.match(/^# not to be bound: nic-default-route: it carries the default route$/gm),
    ).toHaveLength(1);
  });

  it('leaves to the user what nothing is known of, and stays readable', () => {
    const draft = draftLabFile([{ device: device(), refusals: [] }]);
    expect(draft).toContain('# it has no address');
    expect(draft).toContain('# pci = "0000:03:00.0"');
    expect(read(draft)).toBeUndefined();
  });

  it('says so when no NIC may be bound', () => {
    expect(draftLabFile([refused])).toContain('No NIC of this host can be given to DPDK');
  });
});

describe('a lab file', () => {
  const lab = (change: object) =>
    configSchema.safeParse({
      lab: {
        devices: [
          {
            pci: '0000:03:00.0',
            mac: '52:54:00:00:00:03',
            addresses: ['192.0.2.10/24', '2001:db8:0:1::10/64'],
            ...change,
          },
        ],
      },
    });
  it.each([
    ['nothing more', {}],
    ['gateways within reach', { gatewayV4: '192.0.2.1', gatewayV6: '2001:db8:0:1::1' }],
    ['a link-local gateway', { gatewayV6: 'fe80::1' }],
  ])('is understood with %s', (_, change) => {
    expect(lab(change).success).toBe(true);
  });
  it.each([
    ['a gateway of another network', { gatewayV4: '192.0.3.1' }, 'lies in none of the networks'],
    ['a gateway of the other family', { gatewayV6: '2001:db8:0:2::1' }, 'lies in none of the networks'],
    ['an address without its length', { addresses: ['192.0.2.10'] }, 'Invalid'],
    ['no address', { addresses: [] }, 'Too small'],
    ['a PCI address in short form', { pci: '03:00.0' }, 'a PCI address like 0000:03:00.0'],
    ['an unknown key', { gateway: '192.0.2.1' }, 'gateway'],
  ])('is refused with %s', (_, change, why) => {
    expect(lab(change).error?.issues[0]?.message).toContain(why);
  });
});
