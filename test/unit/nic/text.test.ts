import { expect, it, test } from 'vitest';
import { planText, statusText } from '../../../harness/cli/nic-text.js';
import { parsePages } from '../../../harness/cli/parse-flag.js';
import { makePlan } from '../../../lib/nic/plan.js';
import { snapshot } from '../../rig/nic-facts.js';

it('shows a plan step by step, and what will differ', () => {
  const plan = makePlan(snapshot({ modules: { 'vfio-pci': 'loadable', uio_pci_generic: 'absent' } }));
  expect(plan.ok && planText(plan.value, 'abc')).toBe(
    `Steps, each verified before the next:
  1. load the module vfio-pci, which stays loaded
  2. keep 0000:03:00.0 for vfio-pci (driver_override)
  3. take 0000:03:00.0 from e1000e
  4. give 0000:03:00.0 to vfio-pci
What will differ until \`dpdk-conformance nic restore\`:
  0000:03:00.0 driver: e1000e -> vfio-pci
  0000:03:00.0 driver_override: (null) -> vfio-pci
  0000:03:00.0 access: kernel -> /dev/vfio/13
  0000:03:00.0 interface: enp3s0 -> gone until restored
To do exactly this: dpdk-conformance nic bind --expect abc ADDRESS...
`,
  );
});

it('shows a NIC with what stands against binding it and where it came from', () => {
  const status = {
    address: '0000:03:00.0',
    id: '8086:10d3',
    driver: 'vfio-pci',
    override: 'vfio-pci',
    group: 13,
    numaNode: 1,
    interfaces: [],
    lease: { driver: 'e1000e', bootId: 'b' },
    refusals: [{ id: 'nic-already-bound', seen: 'it is', expected: '', fix: '' }],
  };
  expect(statusText([status])).toBe(
    `0000:03:00.0 8086:10d3 vfio-pci, no interface here, IOMMU group 13, NUMA node 1
  was taken from e1000e: \`dpdk-conformance nic restore\` gives it back
  not to be bound: nic-already-bound: it is
`,
  );
  expect(statusText([])).toBe('no NIC on the PCI bus of this host\n');
});

test.each([
  ['2M:64', { sizeKb: 2048, count: 64 }],
  ['1G:2', { sizeKb: 1_048_576, count: 2 }],
  ['16K:1', { sizeKb: 16, count: 1 }],
])('reads %s as hugepages', (text, value) => {
  expect(parsePages('--hugepages', text)).toEqual({ ok: true, value });
});

test.each(['64', '2M', '2M:0', '0M:1', '2T:1', '2M:64 ', '2M:-1'])(
  'does not read %j as hugepages',
  (text) => {
    expect(parsePages('--hugepages', text)).toMatchObject({ ok: false, error: { id: 'flag-invalid' } });
  },
);
