import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ealEvidence } from '../../../harness/evidence/eal.js';
import { hostForEal, RUNTIME } from '../../rig/eal-host.js';
import { launchRig, startLauncher, type LaunchRig, type RawEvent } from '../../rig/launch.js';
import { Namespaces, sure } from '../../rig/namespaces.js';
import { builtPreload } from '../../rig/preload.js';

const NEEDED = 64; // two processes of 64 MiB, in pages of 2 MiB
const OBSERVER = 'dpdk-conformance-test-observer';

let rig: LaunchRig;
let preload: string;
const namespaces = new Namespaces();
let giveBack = (): void => undefined;
beforeAll(async () => {
  rig = await launchRig();
  preload = await builtPreload(rig.directory);
  giveBack = hostForEal(NEEDED);
});
afterAll(async () => {
  giveBack();
  await namespaces.dispose();
  rig.dispose();
});

const testpmd = (tap: number): string =>
  `dpdk-testpmd -l 0,1 --no-pci --in-memory -m 64 --vdev=net_tap${tap},iface=dtap${tap},mac=02:00:00:00:00:1${tap} -- --auto-start --total-num-mbufs=2048 --stats-period=60`;

/**
 * Runs a shell command in a namespace with two taps until `count` processes were seen as EAL. For each one seen before the last
 * a file `seen-N` (N from 1) appears in the runtime directory.
 */
const runUntil = async (command: string, count: number): Promise<readonly RawEvent[]> => {
  const namespace = await namespaces.make('test');
  for (const tap of ['dtap0', 'dtap1'])
    await sure('ip', '-n', namespace, 'tuntap', 'add', 'dev', tap, 'mode', 'tap', 'multi_queue');
  const source = join(rig.directory, namespace);
  mkdirSync(source);
  const spec = rig.spec(['sh', '-c', command], {
    netns: `/run/netns/${namespace}`,
    mounts: [{ source, target: RUNTIME }],
    cores: [0, 1],
    env: { PATH: '/usr/bin:/bin', LD_PRELOAD: preload, DPDK_CONFORMANCE_OBSERVER: OBSERVER },
    observer: OBSERVER,
    strace: { path: 'strace', output: join(rig.directory, 'trace') },
  });
  let seen = 0;
  const { child, done } = startLauncher(rig.laneExec, spec, ({ event }) => {
    if (event === 'eal') seen += 1;
    if (seen === count) child.signal('SIGTERM');
    else if (event === 'eal') writeFileSync(join(source, `seen-${seen}`), '');
  });
  const launched = await done;
  expect(launched.exit.exitCode, readFileSync(join(rig.directory, 'stderr'), 'utf8')).toBe(4);
  return launched.events.filter(({ event }) => event === 'eal');
};

test('EAL answers for itself and the kernel for its process', async () => {
  const [eal] = await runUntil(`exec ${testpmd(0)}`, 1);
  expect(eal).toMatchObject({
    event: 'eal',
    pid: 2,
    hugepagesKb: 65_536,
    ports: [{ name: 'net_tap0', mac: '02:00:00:00:00:10' }],
    held: [{ kind: 'tap', name: 'dtap0' }],
    socket: 'dpdk_telemetry.v2',
  });
  expect(eal?.['version']).toMatch(/^DPDK \d+\.\d+/);
  expect(eal?.['library']).toMatch(/\/librte_eal\.so/);
  expect(eal?.['executable']).toMatch(/testpmd$/);
  expect(eal?.['parameters']).toContain('--vdev=net_tap0,iface=dtap0,mac=02:00:00:00:00:10');
  expect(eal).not.toHaveProperty('problem');
});

test('two processes of one test on two devices give one event each', async () => {
  const events = await runUntil(`${testpmd(0)} & ${testpmd(1)} & wait`, 2);
  const evidence = ealEvidence(events as unknown as Parameters<typeof ealEvidence>[0]);
  expect(evidence.problem).toBeUndefined();
  expect(new Set(evidence.processes.map(({ pid }) => pid)).size).toBe(2);
  expect(new Set(evidence.processes.flatMap(({ held }) => held?.map(({ name }) => name)))).toEqual(
    new Set(['dtap0', 'dtap1']),
  );
  expect(new Set(evidence.processes.flatMap(({ ports }) => ports.map(({ mac }) => mac)))).toEqual(
    new Set(['02:00:00:00:00:10', '02:00:00:00:00:11']),
  );
});

test.for(['KILL', 'INT'])(
  'a process after one that ended by SIG%s is another one, at the same socket path',
  async (signal) => {
    const wait = `until [ -e ${RUNTIME}/seen-1 ]; do :; done`;
    const events = await runUntil(
      `${testpmd(0)} & p=$!; ${wait}; kill -${signal} $p; wait $p; exec ${testpmd(0)}`,
      2,
    );
    expect(events.map(({ socket }) => socket)).toEqual(['dpdk_telemetry.v2', 'dpdk_telemetry.v2']);
    expect(new Set(events.map(({ pid }) => pid)).size).toBe(2);
  },
);

test('a socket of that name that is no EAL proves nothing', async () => {
  const fake = `const net = require('net'), fs = require('fs');
    fs.mkdirSync('${RUNTIME}/rte'); net.createServer().listen('${RUNTIME}/rte/dpdk_telemetry.v2', () => process.exit(0));`;
  const launched = await rig.launch([process.execPath, '-e', fake], {
    mounts: [{ source: await fresh(), target: RUNTIME }],
  });
  expect(launched.only('exited')['code']).toBe(0);
  expect(launched.events.some(({ event }) => event === 'eal')).toBe(false);
});

const fresh = (): Promise<string> => {
  const path = join(rig.directory, 'fake');
  mkdirSync(path);
  return Promise.resolve(path);
};
