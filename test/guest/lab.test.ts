import { beforeAll, describe, expect, it } from 'vitest';
import { FAR_ADDRESS } from '../../lib/guest/machine.js';
import { playInGuest, type Ended } from './rig/guest.js';

interface Lab {
  readonly drafted: Ended;
  readonly draft: string;
  readonly again: Ended;
  readonly right: Ended;
  readonly wrong: Ended;
  readonly unreadable: Ended;
  readonly far: Ended;
  readonly farBound: Ended;
  /** Hugepages of each NUMA node while the NIC is bound. */
  readonly farPages: readonly string[];
  readonly farAfter: readonly string[];
  /** Queues of the port that frames of TCP came in by. */
  readonly queues: readonly string[];
  /** What the driver said to a flow rule. */
  readonly flow: string;
  readonly unqueued: Ended;
}

interface Checks {
  readonly checks: readonly {
    readonly id: string;
    readonly title: string;
    readonly found: string;
    readonly cause?: object;
  }[];
}

let seen: Lab;
beforeAll(async () => {
  seen = await playInGuest<Lab>('lab', {
    farNic: { model: 'e1000e', mac: '52:54:00:00:00:81', hub: 9, address: FAR_ADDRESS },
  });
});

/** What was found under an id: the words, and whether they are a cause. */
const found = ({ stdout }: Ended, id: string): readonly (readonly [string, boolean])[] =>
  (JSON.parse(stdout) as Checks).checks
    .filter((check) => check.id === id)
    .map((check) => [check.found, check.cause !== undefined]);

describe('init', () => {
  it('drafts the NICs that may be bound, and says why others may not', () => {
    expect(seen.drafted).toMatchObject({ code: 0, stderr: '' });
    expect(seen.draft).toMatch(
      /\[\[lab\.devices\]\]\npci = "0000:03:00\.0"\nmac = "52:54:00:00:00:03"\naddresses = \[ "192\.0\.2\.10\/24", "2001:db8:0:1::10\/64" \]/,
    );
    expect(seen.draft).toMatch(/# 0000:02:00\.0 .*\n# not to be bound: nic-other-namespace/);
  });
  it('does not write over what is there', () => {
    expect(seen.again).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('config-exists: saw /tmp/lab/dpdk-conformance.toml') as string,
    });
  });
});

describe('doctor, of a lab file', () => {
  it('finds the device and hears the gateways of both families', () => {
    expect(found(seen.right, 'lab-device-other')).toEqual([['enp3s0 52:54:00:00:00:03', false]]);
    expect(found(seen.right, 'gateway-silent')).toEqual([
      ['answers with 52:54:00:00:00:02', false],
      ['answers with 52:54:00:00:00:02', false],
    ]);
  });
  it('does not take for the Internet who merely accepts a connection', () => {
    const [v4] = found(seen.right, 'internet-not-itself');
    expect(v4).toEqual(['no answer within 5000 ms', true]);
  });
  it('finds another device and a gateway that is silent', () => {
    expect(found(seen.wrong, 'lab-device-other')).toEqual([['enp3s0 52:54:00:00:00:03', true]]);
    expect(found(seen.wrong, 'gateway-silent')).toEqual([['no answer on enp3s0', true]]);
  });
  it('refuses a file that cannot be read', () => {
    expect(seen.unreadable).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('config-invalid') as string,
    });
  });
});

describe('two NUMA nodes', () => {
  it('doctor holds cores and hugepages against the node of the NIC', () => {
    expect(found(seen.far, 'numa-mismatch')).toEqual([['1', false]]);
    expect(found(seen.far, 'numa-no-hugepages')).toEqual([['0 MiB free', false]]);
  });
  it('hugepages for a NIC are raised on its own node, and set back', () => {
    expect(seen.farBound).toMatchObject({ code: 0, stderr: '' });
    expect(seen.farPages).toEqual(['0', '16']);
    expect(seen.farAfter).toEqual(['0', '0']);
  });
});

describe('the port of a guest', () => {
  it('spreads connections over its queues', () => {
    expect(seen.queues).toEqual(['0', '1']);
    expect(seen.unqueued).toMatchObject({ code: 0, stderr: '' });
  });
  it('has a driver that takes flow rules', () => {
    expect(seen.flow).toBe('Flow rule #0 created');
  });
});
