import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { snapshotHost } from '../../rig/host-snapshot.js';
import { endHolders, holdLab, processesBeyondPool, type HoldLine } from '../../rig/lab.js';
import { runCli, runProgram } from '../../rig/program.js';

interface UpLane {
  readonly enter: string;
  readonly namespaces: { readonly test: string; readonly wire: string; readonly peer: string };
  readonly peerPid: number;
}
const lanesOf = (line: HoldLine | undefined): readonly UpLane[] =>
  (line as unknown as { lanes: readonly UpLane[] }).lanes;

const inNetns = async (name: string, ...argv: readonly string[]): Promise<string> => {
  const result = await runProgram('ip', ['netns', 'exec', name, ...argv]);
  expect(result).toMatchObject({ code: 0 });
  return result.stdout;
};

afterEach(async () => {
  await endHolders();
  expect((await runCli(['lab', 'restore'])).code).toBe(0);
});

describe('a lab by hand', () => {
  test('up, status and down leave the host as it was', async () => {
    const before = snapshotHost();
    const up = await runCli(['lab', 'up', '--links', '2', '--json']);
    expect(up).toMatchObject({ code: 0, stderr: '' });
    const { run, namespaces } = JSON.parse(up.stdout) as {
      run: string;
      namespaces: Record<string, string>;
    };
    expect(snapshotHost().namespaces.join()).toContain(namespaces['peer']);
    const status = JSON.parse((await runCli(['lab', 'status', '--json'])).stdout) as unknown;
    expect(status).toMatchObject({ runs: [{ run, state: 'by-hand' }] });
    expect((await runCli(['lab', 'restore'])).code).toBe(3);
    expect(await runCli(['lab', 'down'])).toMatchObject({ code: 0 });
    expect(snapshotHost()).toEqual(before);
    expect((await runCli(['lab', 'down'])).stdout).toContain('nothing was left to undo');
  });

  test('a second lab is refused with the holder named, and nothing changes', async () => {
    const holder = holdLab({ processes: 1, lanes: [{ lane: 0, cores: [0], links: 1 }], then: 'wait' });
    expect(await holder.next()).toMatchObject({ event: 'up' });
    const between = snapshotHost();
    const second = await runCli(['lab', 'up']);
    expect(second.code).toBe(3);
    expect(second.stdout).toBe('');
    expect(second.stderr).toContain(`lab-in-use: saw process ${String(holder.child.pid)}`);
    expect(second.stderr).toContain('to mend it:');
    expect((await runCli(['lab', 'down'])).code).toBe(3);
    expect(snapshotHost()).toEqual(between);
    holder.say('close');
    expect(await holder.next()).toMatchObject({ event: 'closed', restoration: { complete: true } });
    await holder.ended;
  });
});

describe('a lab of a run', () => {
  test('two lanes, raised hugepages and all are put back on close', async () => {
    const before = snapshotHost();
    const processes = processesBeyondPool();
    const holder = holdLab({
      processes,
      lanes: [0, 1].map((lane) => ({ lane, cores: [lane], links: 2 })),
      then: 'wait',
    });
    const up = await holder.next();
    expect(lanesOf(up)).toHaveLength(2);
    expect(Number(readFileSync('/proc/sys/vm/nr_hugepages', 'utf8'))).toBeGreaterThan(
      Number(before.hugepages),
    );
    holder.child.stdin?.end();
    expect(await holder.next()).toMatchObject({
      event: 'closed',
      restoration: { complete: true, differences: [] },
    });
    await holder.ended;
    expect(snapshotHost()).toEqual(before);
  });

  test('pages that somebody else added meanwhile are left to them', async () => {
    const before = Number(snapshotHost().hugepages);
    const holder = holdLab({ processes: processesBeyondPool(), lanes: [], then: 'wait' });
    expect(await holder.next()).toMatchObject({ event: 'up' });
    const raised = Number(readFileSync('/proc/sys/vm/nr_hugepages', 'utf8'));
    const setPool = (pages: number): void => {
      writeFileSync('/proc/sys/vm/nr_hugepages', String(pages));
    };
    setPool(raised + 3);
    try {
      holder.say('close');
      const closed = await holder.next();
      expect(JSON.stringify(closed)).toContain('somebody else raised nr_hugepages');
      expect(Number(readFileSync('/proc/sys/vm/nr_hugepages', 'utf8'))).toBe(before + 3);
    } finally {
      setPool(before);
    }
    await holder.ended;
  });

  test('nothing in the test namespace lets kernel TCP reach anything', async () => {
    const holder = holdLab({ processes: 1, lanes: [{ lane: 0, cores: [0], links: 2 }], then: 'wait' });
    const [lane] = lanesOf(await holder.next());
    const { test: name = '', peer = '' } = lane?.namespaces ?? {};
    expect(await inNetns(name, 'ip', '-oneline', 'address')).toBe('');
    expect(await inNetns(name, 'ip', '-oneline', 'link', 'show', 'lo')).toContain('state DOWN');
    expect(await inNetns(name, 'ip', 'route', 'show', 'table', 'all')).toBe('');
    expect(await inNetns(name, 'ip', '-6', 'route', 'show', 'table', 'all')).toBe('');
    expect(await inNetns(peer, 'ss', '-Hltn')).toContain('192.0.2.1:7');
    const { stdout: seen } = await runProgram('sh', [
      lane?.enter ?? '',
      'sh',
      '-c',
      'getent ahosts fallback.lab.test; env',
    ]);
    expect(seen).toMatch(/^192\.0\.2\.2\s+STREAM[\s\S]*^192\.0\.2\.1\s+STREAM/m);
    expect(seen).toContain('DPDK_ENV_CONFIG=/etc/dpdk/env.json');
    holder.child.stdin?.end();
    await holder.ended;
  });

  test('a dead peer and a removed port are noticed', async () => {
    const holder = holdLab({ processes: 1, lanes: [{ lane: 0, cores: [0], links: 1 }], then: 'wait' });
    const [lane] = lanesOf(await holder.next());
    holder.say('ports');
    expect(await holder.next()).toEqual({ event: 'ports', alive: [true], peers: [true] });
    process.kill(lane?.peerPid ?? 0, 'SIGKILL');
    expect(await holder.next()).toMatchObject({ event: 'peer-death', cause: { id: 'peer-dead' } });
    await inNetns(lane?.namespaces.test ?? '', 'ip', 'link', 'delete', 'dtap0');
    holder.say('ports');
    expect(await holder.next()).toEqual({ event: 'ports', alive: [false], peers: [false] });
    holder.child.stdin?.end();
    await holder.ended;
  });
});

describe('traffic', () => {
  test('DPDK ports answer the peer over both links, whichever plug-ins are left out', async () => {
    const before = snapshotHost();
    const holder = holdLab({ processes: 2, lanes: [{ lane: 0, cores: [0], links: 2 }], then: 'wait' });
    const [lane] = lanesOf(await holder.next());
    const testpmd = spawn(
      'sh',
      [
        ...[
          lane?.enter ?? '',
          'stdbuf',
          '-oL',
          'dpdk-testpmd',
          '--no-pci',
          '--in-memory',
          '-m',
          '64',
          '--lcores',
          '0@0,1@0',
        ],
        '--vdev=net_tap0,iface=dtap0,mac=02:00:00:00:00:10',
        '--vdev=net_tap1,iface=dtap1,mac=02:00:00:00:00:11',
        ...[
          '--',
          '--no-mlockall',
          '--forward-mode=icmpecho',
          '--total-num-mbufs=4096',
          '--rxd=256',
          '--txd=256',
        ],
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const ended = new Promise((resolve) => testpmd.on('exit', resolve));
    const ready = new Promise((resolve) => {
      createInterface({ input: testpmd.stdout }).on('line', (line) => {
        if (line.includes('Press enter to exit')) resolve('forwarding');
      });
    });
    expect(await Promise.race([ready, ended])).toBe('forwarding');
    const peer = lane?.namespaces.peer ?? '';
    for (const [address, mac] of [
      ['192.0.2.10', '02:00:00:00:00:10'],
      ['198.51.100.10', '02:00:00:00:00:11'],
    ] as const) {
      // A datagram makes the kernel resolve; the answer to ARP can only come out of the DPDK port.
      const neighbour = await inNetns(
        peer,
        ...['timeout', '60', 'bash', '-c'],
        `exec 3<>/dev/udp/${address}/9; until echo x >&3 2>/dev/null; ip neigh show ${address} | grep lladdr; do :; done`,
      );
      expect(neighbour).toContain(`lladdr ${mac}`);
    }
    testpmd.stdin.end('\n');
    await ended;
    holder.child.stdin?.end();
    await holder.ended;
    expect(snapshotHost()).toEqual(before);
  });
});
