import { execFileSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';
import { cpio } from '../../../lib/guest/cpio.js';
import { GUEST_NICS, machineArguments } from '../../../lib/guest/machine.js';
import { recipeKey } from '../../../lib/guest/recipe.js';

describe('an archive for the kernel', () => {
  it('is read by another reader of the format, contents and permissions included', () => {
    const archive = cpio([
      { path: 'dev', mode: 0o040755, content: new Uint8Array() },
      { path: 'dev/odd', mode: 0o100640, content: Buffer.from('12345') },
      { path: 'init', mode: 0o100755, content: Buffer.from('#!/busybox sh\n') },
    ]);
    const script = `import sys,os
data=sys.stdin.buffer.read(); at=0
while True:
  assert data[at:at+6]==b'070701', at
  f=[int(data[at+6+8*i:at+14+8*i],16) for i in range(13)]
  name=data[at+110:at+110+f[11]-1].decode(); at=(at+110+f[11]+3)//4*4
  if name=='TRAILER!!!': break
  print(name, oct(f[1]), data[at:at+f[6]].decode().strip()); at=(at+f[6]+3)//4*4
assert at==len(data)`;
    expect(execFileSync('python3', ['-c', script], { input: archive, encoding: 'utf8' })).toBe(
      'dev 0o40755 \ndev/odd 0o100640 12345\ninit 0o100755 #!/busybox sh\n',
    );
  });
});

const IMAGE = {
  directory: '/i',
  tools: '/i/tools',
  kernel: '/i/vmlinux',
  initrd: '/i/initrd',
  disk: '/i/disk.ext4',
  manifest: { kernel: '6.1', packages: [] },
};
const FOLDERS = { project: '/p', share: '/s', console: '/c', more: [] };

describe('the machine', () => {
  it('has no way out: every cable ends in a hub', () => {
    const args = machineArguments(IMAGE, FOLDERS, {});
    const cables = args.filter((_, index) => args[index - 1] === '-netdev');
    expect(cables).toHaveLength(Object.keys(GUEST_NICS).length);
    for (const cable of cables) expect(cable).toMatch(/^hubport,id=cable[0-9a-f]{12},hubid=\d$/);
    expect(args.join(' ')).not.toMatch(/-nic\b|hostfwd|\btap\b|netdev user|\bbridge=|socket/);
  });

  it('sees further folders under the paths they have here, and may change those it is to', () => {
    const more = [
      { tag: 'folder0', path: '/work', readonly: true },
      { tag: 'folder1', path: '/out', readonly: false },
    ];
    const text = machineArguments(IMAGE, { ...FOLDERS, more }, {}).join(' ');
    expect(text).toMatch(/id=folder0,path=\/work,security_model=none,readonly=on /);
    expect(text).toMatch(/id=folder1,path=\/out,security_model=none /);
  });

  it('has the NICs it is given and no others', () => {
    const nic = { model: 'igb', mac: '52:54:00:00:00:10', hub: 1, address: '0000:01:00.0' };
    const args = machineArguments(IMAGE, FOLDERS, { nics: { direct: [nic], bridged: [] } });
    expect(args.filter((arg) => arg.includes('mac='))).toEqual([
      'igb,netdev=cable525400000010,mac=52:54:00:00:00:10,bus=port0,romfile=',
    ]);
    expect(args.join(' ')).not.toContain('pcie-pci-bridge');
  });

  it('sees the project read-only and forgets what is written to the disk', () => {
    const text = machineArguments(IMAGE, FOLDERS, {}).join(' ');
    expect(text).toContain('id=project,path=/p,security_model=none,readonly=on');
    expect(text).toMatch(/file=\/i\/disk\.ext4,[^ ]*snapshot=on/);
  });

  it('has no two devices in one slot of the root bus', () => {
    const more = Array.from({ length: 4 }, (_, index) => ({
      tag: `folder${String(index)}`,
      path: '/f',
      readonly: true,
    }));
    const devices = machineArguments(IMAGE, { ...FOLDERS, more }, {}).filter(
      (arg) => arg.includes('addr=') && !arg.includes('bus='),
    );
    // QEMU reads a slot as a hexadecimal number, with or without 0x.
    const slots = devices.map((arg) => Number.parseInt(/addr=(?:0x)?([0-9a-f]+)/.exec(arg)?.[1] ?? '', 16));
    expect(slots.length).toBeGreaterThan(10);
    expect(new Set(slots).size).toBe(slots.length);
    expect(Math.max(...slots)).toBeLessThan(0x1f);
  });

  it('leaves the IOMMU out altogether when asked to', () => {
    const text = machineArguments(IMAGE, FOLDERS, { iommu: false }).join(' ');
    expect(text).not.toMatch(/intel-iommu|iommu_platform/);
    expect(text).toContain('intel_iommu=off');
  });
});

it('makes another image for another node', () => {
  expect(recipeKey('v20.1 5')).not.toBe(recipeKey('v20.2 5'));
  expect(recipeKey('v20.1 5')).toBe(recipeKey('v20.1 5'));
});
