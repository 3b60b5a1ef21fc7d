import { describe, expect, it, test } from 'vitest';
import { parsePciAddress } from '../../../lib/nic/address.js';
import type { InterfaceAddress, Snapshot } from '../../../lib/nic/facts.js';
import { fingerprint } from '../../../lib/nic/fingerprint.js';
import { makePlan } from '../../../lib/nic/plan.js';
import { device, lacking, netdev, snapshot } from '../../rig/nic-facts.js';

const A = '0000:03:00.0';
const ADDRESS: InterfaceAddress = {
  family: 'inet',
  local: '192.0.2.3',
  prefixlen: 24,
  scope: 'global',
  noPrefixRoute: false,
  temporary: false,
};

describe('a plan', () => {
  it('keeps, takes and gives, in this order, and says what will differ', () => {
    const plan = makePlan(snapshot());
    expect(plan).toEqual({
      ok: true,
      value: {
        driver: 'vfio-pci',
        steps: [
          { kind: 'override', address: A, driver: 'vfio-pci' },
          { kind: 'unbind', address: A, driver: 'e1000e' },
          { kind: 'bind', address: A, driver: 'vfio-pci' },
        ],
        changes: [
          { address: A, what: 'driver', from: 'e1000e', to: 'vfio-pci' },
          { address: A, what: 'driver_override', from: '(null)', to: 'vfio-pci' },
          { address: A, what: 'access', from: 'kernel', to: '/dev/vfio/13' },
          { address: A, what: 'interface', from: 'enp3s0', to: 'gone until restored' },
        ],
      },
    });
  });

  it('loads a module that is not loaded, once, first', () => {
    const devices = [device(), device({ address: '0000:04:00.0', group: 14 })];
    const plan = makePlan(
      snapshot({ devices, modules: { 'vfio-pci': 'loadable', uio_pci_generic: 'absent' } }),
    );
    expect(plan.ok && plan.value.steps.map(({ kind }) => kind)).toEqual([
      'load',
      ...['override', 'unbind', 'bind', 'override', 'unbind', 'bind'],
    ]);
  });

  it('takes nothing from a device without a driver, and leaves alone what is as wanted', () => {
    const driverless = lacking(device(), 'driver');
    expect(makePlan(snapshot({ devices: [driverless] }))).toMatchObject({
      value: { steps: [{ kind: 'override' }, { kind: 'bind' }] },
    });
    expect(makePlan(snapshot({ devices: [device({ driver: 'vfio-pci', netdevs: [] })] }))).toMatchObject({
      value: { steps: [], changes: [] },
    });
  });

  it('uses uio_pci_generic where no IOMMU is, unless told otherwise', () => {
    const ungrouped = lacking(device(), 'group');
    const without = snapshot({ iommu: false, devices: [ungrouped] });
    expect(makePlan(without)).toMatchObject({ value: { driver: 'uio_pci_generic' } });
    expect(makePlan(without, 'vfio-pci')).toMatchObject({ error: [{ id: 'nic-no-iommu' }] });
  });
});

describe('refusals', () => {
  const ungrouped = lacking(device(), 'group');
  test.each<[string, Partial<Snapshot>, string, RegExp]>([
    ['nothing at the address', { devices: [], absent: [A] }, 'nic-absent', /no device at 0000:03:00\.0/],
    ['not a NIC', { devices: [device({ class: '010802' })] }, 'nic-not-a-nic', /class 010802/],
    [
      'a default route',
      { defaultRoutes: [{ address: A, how: 'by bond0' }] },
      'nic-default-route',
      /by bond0/,
    ],
    ['the session', { session: [{ address: A, how: 'SSH' }] }, 'nic-session', /SSH/],
    [
      'a master',
      { devices: [device({ netdevs: [netdev({ master: 'br0', uppers: ['br0'] })] })] },
      'nic-has-master',
      /br0/,
    ],
    [
      'a VLAN on top',
      { devices: [device({ netdevs: [netdev({ uppers: ['vlan7'] })] })] },
      'nic-has-uppers',
      /vlan7/,
    ],
    [
      'another namespace',
      { elsewhere: [{ address: A, how: 'eth0 (namespace blue)' }] },
      'nic-other-namespace',
      /blue/,
    ],
    [
      'an interface nobody can see',
      { devices: [device({ netdevs: [] })] },
      'nic-other-namespace',
      /none of the namespaces/,
    ],
    [
      'virtual functions',
      { devices: [device({ virtualFunctions: ['0000:04:10.0'] })] },
      'nic-has-virtual-functions',
      /04:10\.0/,
    ],
    ['a bifurcated driver', { devices: [device({ driver: 'mlx5_core' })] }, 'nic-bifurcated', /mlx5_core/],
    [
      'a holder',
      { holders: [{ address: A, pid: 7, command: 'testpmd', path: '/dev/vfio/13' }] },
      'nic-held',
      /process 7 \(testpmd\)/,
    ],
    ['an open journal', { leased: [A] }, 'nic-already-bound', /journal/],
    [
      'no way at all',
      { iommu: false, devices: [ungrouped], modules: { 'vfio-pci': 'loaded', uio_pci_generic: 'absent' } },
      'nic-no-iommu',
      /neither/,
    ],
    [
      'no vfio-pci',
      { modules: { 'vfio-pci': 'absent', uio_pci_generic: 'loaded' } },
      'nic-no-vfio',
      /no vfio-pci/,
    ],
    [
      'a sibling on a kernel driver',
      { devices: [device({ siblings: [{ address: '0000:03:00.1', class: '020000', driver: 'e1000e' }] })] },
      'nic-group-not-viable',
      /0000:03:00\.1 \(e1000e\)/,
    ],
  ])('%s', (_name, part, id, seen) => {
    const plan = makePlan(snapshot(part));
    expect(plan.ok ? [] : plan.error.map((cause) => cause.id)).toEqual([id]);
    expect(plan.ok ? '' : plan.error[0]?.seen).toMatch(seen);
  });

  it('come all at once', () => {
    const plan = makePlan(
      snapshot({ absent: ['0000:09:00.0'], leased: [A], defaultRoutes: [{ address: A, how: 'x' }] }),
    );
    expect(plan.ok ? [] : plan.error.map(({ id }) => id)).toEqual([
      'nic-absent',
      'nic-default-route',
      'nic-already-bound',
    ]);
  });

  it('let a group pass whose other members are bridges, driverless, on vfio-pci or asked for as well', () => {
    const other = device({ address: '0000:03:00.1' });
    const siblings = [
      { address: '0000:02:00.0', class: '060400', driver: 'pcieport' },
      { address: '0000:03:00.2', class: '020000' },
      { address: '0000:03:00.3', class: '020000', driver: 'vfio-pci' },
      { address: '0000:03:00.1', class: '020000', driver: 'e1000e' },
    ];
    expect(makePlan(snapshot({ devices: [device({ siblings }), other] })).ok).toBe(true);
    expect(makePlan(snapshot({ devices: [device({ siblings })] })).ok).toBe(false);
  });
});

test('the fingerprint changes with anything a plan is made of, and not with the order of keys', () => {
  const one = snapshot();
  const reordered = Object.fromEntries(Object.entries(one).reverse()) as unknown as Snapshot;
  expect(fingerprint(reordered)).toBe(fingerprint(one));
  const changed = [
    snapshot({ bootId: 'other' }),
    snapshot({ devices: [device({ driver: 'igb' })] }),
    snapshot({ devices: [device({ netdevs: [netdev({ mtu: 9000 })] })] }),
    snapshot({ holders: [{ address: A, pid: 1, command: 'x', path: '/dev/uio0' }] }),
  ];
  expect(new Set([one, ...changed].map(fingerprint)).size).toBe(changed.length + 1);
  const at = (valid: number, flags: readonly string[]): Snapshot => {
    const leased = { ...ADDRESS, valid, preferred: valid };
    const route = { dst: '203.0.113.0/24', dev: 'enp3s0', flags };
    return snapshot({ devices: [device({ netdevs: [netdev({ addresses: [leased], routes: [route] })] })] });
  };
  expect(fingerprint(at(100, []))).toBe(fingerprint(at(99, ['linkdown'])));
});

test.each([
  ['0000:03:00.0', '0000:03:00.0'],
  ['3B:00.1', '0000:3b:00.1'],
  ['10000:e1:1f.7', '10000:e1:1f.7'],
  ['3:0', undefined],
  ['0000:03:20.0', undefined],
  ['0000:03:00.8', undefined],
  ['../0000:03:00.0', undefined],
])('reads the address %s', (text, address) => {
  expect(parsePciAddress(text)).toBe(address);
});
