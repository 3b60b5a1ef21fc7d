import { describe, expect, it } from 'vitest';
import { labFileSchema, type LabFile } from '../../../harness/config/lab-schema.js';
import { envJson } from '../../../harness/lab/lane-files.js';
import { makePlan } from '../../../harness/plan/make-plan.js';
import { adaptPlan, type AdaptedPlan } from '../../../harness/real/adapt.js';
import { onCable } from '../../../harness/real/cable.js';
import { aliasesOf, lacking, realLink } from '../../../harness/real/links.js';
import { distantConfig } from '../../../harness/real/peer.js';
import { suites } from '../../../suites/index.js';

const FIRST = {
  pci: '0000:03:00.0',
  mac: '52:54:00:00:00:03',
  addresses: ['198.51.100.10/24', '198.51.100.11/24', '2001:db8:77::10/64'],
  gatewayV4: '198.51.100.254',
  gatewayV6: 'fe80::1',
};
const SECOND = {
  pci: '0000:04:00.0',
  mac: '52:54:00:00:00:04',
  addresses: ['203.0.113.130/25', '2001:db8:78::10/64'],
};
const PEER = {
  control: '192.0.2.1:7100',
  secretFile: 'peer.secret',
  addresses: ['198.51.100.1', '198.51.100.2', '2001:db8:77::1'],
};

const lab = (devices: readonly object[] = [FIRST], peer: object = PEER): LabFile =>
  labFileSchema.parse({ devices, peer });

const adapted = (file: LabFile): AdaptedPlan => {
  const selected = suites.map((suite) => ({ suite, tests: suite.tests }));
  const plan = makePlan(selected, { cores: [0, 1, 2], lanes: 1 });
  if (!plan.ok) throw new Error(plan.error.seen);
  return adaptPlan(plan.value, file);
};

const causeOf = ({ unable }: AdaptedPlan, name: string): string | undefined =>
  unable.find(({ test }) => test.endsWith(`::${name}`))?.cause.id;

describe('a plan for a real host', () => {
  it('opens connections to the addresses of the lab file', () => {
    const { plan } = adapted(lab());
    const test = plan.tests.find(({ name }) => name === 'test_connect_with_hostname');
    expect(test?.wire).toMatchObject({
      opened: expect.arrayContaining([
        expect.objectContaining({ address: '198.51.100.2', outcome: 'refused' }),
        expect.objectContaining({ address: '198.51.100.1', outcome: 'established' }),
      ]) as unknown,
    });
  });
  it('leaves out what the lab does not offer, and says so', () => {
    const plan = adapted(lab());
    expect(causeOf(plan, 'test_connect_timed_out')).toBe('lab-address-not-offered');
    expect(causeOf(plan, 'test_connect_with_socket_addr')).toBeUndefined();
    const left = new Set(plan.plan.phases.flatMap((phase) => phase.tests.map(({ id }) => id)));
    expect(plan.unable.filter(({ test }) => left.has(test))).toEqual([]);
  });
  it('has what the lab file offers beyond the least', () => {
    const plan = adapted(
      lab([FIRST], {
        ...PEER,
        addresses: [...PEER.addresses, '203.0.113.1', '2001:db8:0:ff::1'],
        unanswered: '203.0.113.77',
      }),
    );
    expect(plan.unable.filter(({ cause }) => cause.id === 'lab-address-not-offered')).toEqual([]);
    expect(JSON.stringify(plan.plan.tests)).toContain('"address":"203.0.113.77"');
  });
  it('blocks suites with two ports where one device is named', () => {
    expect(adapted(lab()).plan.blocked.map(({ suite, cause }) => [suite, cause.id])).toEqual(
      expect.arrayContaining([
        ['multi_process', 'lab-devices-too-few'],
        ['worker_isolation', 'lab-devices-too-few'],
      ]),
    );
    const two = lab([FIRST, SECOND], {
      ...PEER,
      addresses: [...PEER.addresses, '203.0.113.129', '2001:db8:78::1'],
    });
    expect(lacking(two)).toEqual([]);
    expect(adapted(two).plan.blocked).toEqual([]);
  });
});

describe('a selection on a cable', () => {
  const wished = suites.map((suite) => ({ suite, tests: suite.tests }));
  const { selected, elsewhere } = onCable(wished);
  const names = selected.flatMap(({ tests }) => tests.map(({ name }) => name));

  it('is without tests of an impaired wire or a hostile host', () => {
    expect(names).toContain('test_connect_with_socket_addr');
    expect(
      names.filter((name) => ['test_loss', 'test_garbage', 'test_syn_flood_ipv6'].includes(name)),
    ).toEqual([]);
    expect(
      selected.flatMap(({ tests }) => tests).filter(({ impairment }) => impairment !== undefined),
    ).toEqual([]);
  });
  it('names the criteria that lost a test, and no other', () => {
    const kept = new Set(names);
    const lost = wished.flatMap(({ tests }) => tests).filter(({ name }) => !kept.has(name));
    expect(lost.length).toBeGreaterThan(20);
    // AC-0.1 is about every test of its suite.
    expect(new Set(['AC-0.1', ...lost.flatMap(({ criteria }) => criteria)])).toEqual(new Set(elsewhere));
    expect(elsewhere).toEqual(expect.arrayContaining(['X-LOSS', 'X-H-RESET']));
    expect(elsewhere.filter((id) => id.startsWith('AC-')).sort()).toEqual([
      'AC-0.1',
      'AC-12',
      'AC-3',
      'AC-4',
    ]);
  });
  it('is without a suite that has nothing else', () => {
    const lossy = wished.map(({ suite, tests }) => ({
      suite,
      tests: tests.filter(({ criteria }) => criteria.includes('X-LOSS')),
    }));
    expect(onCable(lossy)).toEqual({ selected: [], elsewhere: ['X-LOSS'] });
  });
});

describe('a lab file', () => {
  it('that lacks what the suites talk to is told all of it', () => {
    const [first = '', ...others] = lacking(
      lab([{ ...FIRST, addresses: ['198.51.100.10/24'], gatewayV6: undefined }], {
        ...PEER,
        addresses: ['198.51.100.1'],
      }),
    );
    expect(first).toBe('device 0000:03:00.0: 2 addresses of IPv4, 1 given');
    expect(others).toHaveLength(3);
  });
  it('names each address as the suites do', () => {
    expect(Object.fromEntries(aliasesOf(lab()))).toEqual({
      '198.51.100.10': '192.0.2.10',
      '198.51.100.11': '192.0.2.11',
      '2001:db8:77::10': '2001:db8:0:1::10',
      '198.51.100.1': '192.0.2.1',
      '198.51.100.2': '192.0.2.2',
      '2001:db8:77::1': '2001:db8:0:1::1',
    });
  });
  it('has the peer serve each service on each address by name, but echo on the first of each family', () => {
    const { listen } = distantConfig(lab());
    expect(listen.filter(({ service }) => service === 'echo').map(({ host }) => host)).toEqual([
      '198.51.100.1',
      '2001:db8:77::1',
    ]);
    expect(listen.filter(({ service }) => service === 'control').map(({ host }) => host)).toEqual(
      PEER.addresses,
    );
  });
  it('is what env.json says of the device', () => {
    const file = lab();
    const [device] = file.devices;
    if (device === undefined) throw new Error('no device');
    const link = realLink(file, device, { address: device.pci, mac: device.mac, file: '/dev/vfio/7' }, 0);
    const written: unknown = JSON.parse(
      envJson({
        links: [link],
        cores: [1],
        hugepages: { sizeKb: 2048, count: 64, mount: '/dev/hugepages' },
        portsInEnv: true,
        memoryMb: 64,
      }),
    );
    expect(written).toMatchObject({
      devices: [
        {
          pci_address: '0000:03:00.0',
          mac: '52:54:00:00:00:03',
          addresses: FIRST.addresses,
          gateway_v4: '198.51.100.254',
          gateway_v6: 'fe80::1',
          mtu: 1500,
        },
      ],
      eal_args: ['--in-memory', '--allow=0000:03:00.0', '-m', '64'],
    });
  });
});

describe('where the peer waits', () => {
  it.each(['198.51.100.7:7100', '[2001:db8::7]:7100', 'peer.example:65535'])(
    '%s is understood',
    (control) => {
      expect(labFileSchema.safeParse({ devices: [FIRST], peer: { ...PEER, control } }).success).toBe(true);
    },
  );
  it.each(['198.51.100.7', '2001:db8::7:7100', '198.51.100.7:0', '198.51.100.7:65536', ':7100'])(
    '%s is not',
    (control) => {
      expect(labFileSchema.safeParse({ devices: [FIRST], peer: { ...PEER, control } }).success).toBe(false);
    },
  );
});
