import { beforeAll, describe, expect, it } from 'vitest';
import { playInGuest, type Ended } from './rig/guest.js';

interface Host {
  readonly refused: Ended;
  readonly refusedChanged: readonly string[];
  readonly devbind: Ended;
  readonly devbindDrivers: Readonly<Record<string, string>>;
  readonly devbindAddress: boolean;
  readonly driverctl: Ended;
  readonly driverctlDrivers: Readonly<Record<string, string>>;
  readonly plan: Ended;
  readonly planChanged: readonly string[];
  readonly bound: Ended;
  readonly boundDrivers: Readonly<Record<string, string>>;
  readonly status: Ended;
  readonly given: Ended;
  readonly givenChanged: readonly string[];
  readonly again: Ended;
  readonly failed: Ended;
  readonly failedChanged: readonly string[];
  readonly stale: Ended;
  readonly interrupted: Ended;
  readonly interruptedChanged: readonly string[];
  readonly three: readonly Ended[];
  readonly threeDrivers: Readonly<Record<string, string>>;
  readonly held: Ended;
  readonly stuck: string;
  readonly removed: Ended;
  readonly rescanned: Ended;
  readonly rescannedChanged: readonly string[];
  readonly ownHeld: Ended;
  readonly ownEnded: { readonly code: number | null; readonly signal: string | null };
  readonly ownChanged: readonly string[];
}

interface Causes {
  readonly causes: readonly { readonly id: string; readonly seen: string }[];
}

let seen: Host;
beforeAll(async () => {
  seen = await playInGuest<Host>('host');
});

const causesOf = ({ stdout }: Ended): Causes['causes'] => (JSON.parse(stdout) as Causes).causes;
const saying = (id: string): string =>
  causesOf(seen.refused)
    .filter((cause) => cause.id === id)
    .map((cause) => cause.seen)
    .join('\n');

describe('refuses, and changes nothing', () => {
  it('with an exit code that says so and every reason at once', () => {
    expect(seen.refused.code).toBe(3);
    expect(seen.refusedChanged).toEqual([]);
  });

  it.each([
    ['nic-default-route', /0000:01:00\.0 .*route default of table main through bond0/],
    ['nic-default-route', /0000:02:00\.0 .*route default of table 100 through enp2s0/],
    ['nic-has-master', /enp1s0 of 0000:01:00\.0 is a member of bond0/],
    ['nic-has-uppers', /vlan7 stands on enp2s0/],
    ['nic-session', /0000:03:00\.0 .*198\.51\.100\.3 is on enp3s0/],
    ['nic-has-virtual-functions', /0000:04:00\.0 has virtual functions: 0000:04:10\.0, 0000:04:10\.2/],
    ['nic-other-namespace', /0000:05:00\.0 .*enp5s0 \(namespace blue\)/],
    ['nic-group-not-viable', /0000:07:01\.0 has other devices on kernel drivers: 0000:07:02\.0 \(e1000\)/],
    ['nic-not-a-nic', /0000:00:1f\.2/],
    ['nic-absent', /0000:09:00\.0/],
  ])('%s %s', (id, pattern) => {
    expect(saying(id)).toMatch(pattern);
  });
});

describe('where other binders fail', () => {
  it('dpdk-devbind takes the device of an IPv6 default route and says that all is well', () => {
    expect(seen.devbind.code).toBe(0);
    expect(seen.devbindDrivers['02:00.0']).toMatch(/^vfio-pci/);
  });
  it('dpdk-devbind gives it back without its address', () => {
    expect(seen.devbindAddress).toBe(false);
  });
  it('driverctl takes the device of an IPv4 default route', () => {
    expect(seen.driverctl.code).toBe(0);
    expect(seen.driverctlDrivers['02:00.0']).toMatch(/^vfio-pci/);
  });
});

describe('e1000e, virtio, a whole group and a virtual function', () => {
  it('are planned without a change to the host', () => {
    expect(seen.plan).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(seen.plan.stdout)).toMatchObject({ ok: true, driver: 'vfio-pci' });
    expect(seen.planChanged).toEqual([]);
  });
  it('are bound, the plan being what it was', () => {
    expect(seen.bound).toMatchObject({ code: 0, stderr: '' });
    expect(seen.boundDrivers).toMatchObject({
      '02:00.0': 'e1000e (null)',
      '03:00.0': 'vfio-pci vfio-pci',
      '04:10.0': 'vfio-pci vfio-pci',
      '05:00.0': 'vfio-pci vfio-pci',
      '07:01.0': 'vfio-pci vfio-pci',
      '07:02.0': 'vfio-pci vfio-pci',
    });
  });
  it('show in the status with the drivers they were taken from', () => {
    const { nics } = JSON.parse(seen.status.stdout) as {
      readonly nics: readonly { readonly address: string; readonly lease?: { readonly driver?: string } }[];
    };
    const leases = nics.flatMap(({ address, lease }) =>
      lease === undefined ? [] : [[address, lease.driver]],
    );
    expect(leases).toEqual([
      ['0000:03:00.0', 'e1000e'],
      ['0000:04:10.0', 'igbvf'],
      ['0000:05:00.0', 'virtio-pci'],
      ['0000:07:01.0', 'e1000'],
      ['0000:07:02.0', 'e1000'],
    ]);
  });
  it('are given back with everything the kernel forgot', () => {
    expect(seen.given).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(seen.given.stdout)).toMatchObject({ ok: true, differences: [], open: [] });
    expect(seen.givenChanged).toEqual([]);
  });
  it('are not given back twice', () => {
    expect(seen.again).toEqual({
      code: 0,
      signal: null,
      stdout: 'nothing was left to give back\n',
      stderr: '',
    });
  });
});

describe('a bind that does not come to its end', () => {
  it('shows why and undoes everything when the new driver does not take a device', () => {
    expect(seen.failed.code).toBe(3);
    expect(causesOf(seen.failed)).toMatchObject([{ id: 'nic-step-failed' }]);
    expect(causesOf(seen.failed)[0]?.seen).toMatch(
      /bind 0000:03:00\.0 to vfio-pci: writing .*\/bind: Input\/output error/,
    );
    expect(seen.failedChanged).toEqual([]);
  });
  it('is refused when the host is no longer as it was planned for', () => {
    expect(seen.stale).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('nic-plan-stale') as string,
    });
  });
  it('undoes what it did when asked to end', () => {
    expect(seen.interrupted.code).toBe(143);
    expect(seen.interruptedChanged).toEqual([]);
  });
});

it('three at once: one binds, the others are told of it', () => {
  expect(seen.three.map(({ code }) => code).sort()).toEqual([0, 3, 3]);
  const others = seen.three.filter(({ code }) => code === 3).flatMap(causesOf);
  for (const { id } of others) expect(['nic-busy', 'nic-already-bound']).toContain(id);
  expect(seen.threeDrivers['03:00.0']).toBe('vfio-pci vfio-pci');
});

describe('a device that is held', () => {
  it('is left to its holder, who is named', () => {
    expect(seen.held.code).toBe(3);
    expect(seen.held.stderr).toMatch(/process \d+ \(dpdk-testpmd .*\) has \/dev\/vfio\/\d+ open/);
  });
  it('does not hold up whoever writes to it all the same', () => {
    expect(seen.stuck).toBe('stuck');
  });
  it('is given back when the holder is a program of ours, which is asked to end first', () => {
    expect(seen.ownHeld).toMatchObject({ code: 0, stderr: '' });
    expect(seen.ownEnded).not.toEqual({ code: null, signal: 'SIGKILL' });
    expect(seen.ownChanged).toEqual([]);
  });
});

describe('a device that was taken out', () => {
  it('is told of, and not given up', () => {
    expect(seen.removed).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('is not there any more') as string,
    });
  });
  it('gets everything back when it returns', () => {
    expect(seen.rescanned).toMatchObject({ code: 0, stderr: '' });
    expect(seen.rescannedChanged).toEqual([]);
  });
});
