import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playInGuest, type Ended } from './rig/guest.js';

interface Bare {
  readonly vfio: Ended;
  readonly vfioChanged: readonly string[];
  readonly bound: Ended;
  readonly boundDrivers: Readonly<Record<string, string>>;
  readonly unprotected: Ended;
  readonly unprotectedDrivers: Readonly<Record<string, string>>;
  readonly given: Ended;
  readonly givenChanged: readonly string[];
  readonly devbind: Ended;
  readonly devbindDrivers: Readonly<Record<string, string>>;
  readonly neither: Ended;
}

interface Names {
  readonly leftStatus: Ended;
  readonly left: Ended;
  readonly leftChanged: readonly string[];
  readonly names: readonly string[];
  readonly bound: Ended;
  readonly given: Ended;
  readonly givenChanged: readonly string[];
  readonly namesAfter: readonly string[];
  readonly tooMany: Ended;
  readonly tooManyPages: number;
  readonly paged: Ended;
  readonly pagedPages: number;
  /** Files of a stranger's prefix, and of ours. */
  readonly leftFiles: readonly boolean[];
  readonly pagesGiven: Ended;
  readonly pagesAfter: number;
  readonly filesAfter: readonly boolean[];
  readonly pagesChanged: readonly string[];
}

let share = '';
let bare: Bare;
let names: Names;
beforeAll(async () => {
  share = mkdtempSync(join(tmpdir(), 'guest-share-'));
  bare = await playInGuest<Bare>('bare', { iommu: false, share });
  names = await playInGuest<Names>('names', { udev: false, share });
});
afterAll(() => {
  rmSync(share, { recursive: true });
});

const idsOf = ({ stdout }: Ended): readonly string[] =>
  (JSON.parse(stdout) as { readonly causes: readonly { readonly id: string }[] }).causes.map(({ id }) => id);

describe('without an IOMMU', () => {
  it('vfio-pci is refused before anything is done', () => {
    expect(bare.vfio).toMatchObject({ code: 3, stderr: expect.stringContaining('nic-no-iommu') as string });
    expect(bare.vfioChanged).toEqual([]);
  });
  it('where dpdk-devbind leaves the device without a driver, kept for one it cannot have', () => {
    expect(bare.devbind.stderr).toContain('/sys/bus/pci/drivers//unbind');
    expect(bare.devbindDrivers['02:00.0']).toBe('null vfio-pci');
  });
  it('uio_pci_generic takes the device, and everything is given back', () => {
    expect(bare.bound).toMatchObject({ code: 0, stderr: '' });
    expect(bare.boundDrivers['03:00.0']).toBe('uio_pci_generic uio_pci_generic');
    expect(bare.given).toMatchObject({ code: 0, stderr: '' });
    expect(bare.givenChanged).toEqual([]);
  });
  it('no test gets the device: it could write all memory of the host through it', () => {
    const { checks } = JSON.parse(bare.unprotected.stdout) as {
      readonly checks: readonly { readonly id: string; readonly found: string; readonly cause?: object }[];
    };
    expect(checks.find(({ id }) => id === 'lab-device-unprotected')).toMatchObject({
      found: '0000:03:00.0 is in no IOMMU group',
      cause: {},
    });
    expect(checks.filter(({ id }) => id === 'internet-not-itself').map(({ found }) => found)).toEqual([
      '0000:03:00.0 is in no IOMMU group',
      '0000:03:00.0 is in no IOMMU group',
    ]);
    expect(bare.unprotectedDrivers).toEqual(bare.boundDrivers);
  });
  it('nothing is bound when there is no uio_pci_generic either', () => {
    expect(bare.neither.code).toBe(3);
    expect(idsOf(bare.neither)).toEqual(['nic-no-iommu']);
  });
});

describe('after a restart of the host', () => {
  it('the status tells what was bound before', () => {
    expect(names.leftStatus.stdout).toContain('"driver": "e1000e"');
  });
  it('restore touches nothing and forgets', () => {
    expect(names.left).toMatchObject({
      code: 0,
      stdout: '0000:03:00.0 given back\n',
      stderr: expect.stringContaining('the restart gave it back') as string,
    });
    expect(names.leftChanged).toEqual([]);
  });
});

describe('without udev', () => {
  it('interfaces get their names back, in whatever order their devices return', () => {
    expect(names.bound).toMatchObject({ code: 0, stderr: '' });
    expect(names.given).toMatchObject({ code: 0, stderr: '' });
    expect(names.namesAfter).toEqual(names.names);
    expect(names.givenChanged).toEqual([]);
  });
});

describe('hugepages', () => {
  it('that the kernel does not have are not taken as given: nothing is bound, the pool is as before', () => {
    expect(names.tooMany).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('hugepages-unavailable: saw on NUMA node 0') as string,
    });
    expect(names.tooManyPages).toBe(40);
  });
  it('are raised until so many are free, and no more', () => {
    expect(names.paged).toMatchObject({ code: 0, stderr: '' });
    // 40 in the pool, 16 of them in files a killed program left.
    expect(names.pagedPages).toBe(64);
  });
  it("are set back, and our own killed program's files removed, never another's", () => {
    expect(names.leftFiles).toEqual([true, true]);
    expect(names.pagesGiven).toMatchObject({ code: 0, stderr: '' });
    expect(names.pagesAfter).toBe(40);
    expect(names.filesAfter).toEqual([true, false]);
    expect(names.pagesChanged).toEqual([]);
  });
});
