import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostForEal, RUNTIME } from '../../rig/eal-host.js';
import { launchRig, type Launched, type LaunchRig } from '../../rig/launch.js';
import { Namespaces, sure } from '../../rig/namespaces.js';
import { builtDpdkFixture, builtPreload } from '../../rig/preload.js';

const NEEDED = 32; // one process of 64 MiB, in pages of 2 MiB
const OBSERVER = 'dpdk-conformance-test-observer';

let rig: LaunchRig;
let brief: string;
let preload: string;
let namespace: string;
let runtime: string;
const namespaces = new Namespaces();
let giveBack = (): void => undefined;
beforeAll(async () => {
  rig = await launchRig();
  preload = await builtPreload(rig.directory);
  brief = await builtDpdkFixture('brief-eal', rig.directory);
  giveBack = hostForEal(NEEDED);
  runtime = join(rig.directory, 'runtime');
  mkdirSync(runtime);
  namespace = await namespaces.make('test');
  await sure('ip', '-n', namespace, 'tuntap', 'add', 'dev', 'dtap0', 'mode', 'tap', 'multi_queue');
  await sure('ip', '-n', namespace, 'link', 'set', 'dtap0', 'up');
});
afterAll(async () => {
  giveBack();
  await namespaces.dispose();
  rig.dispose();
});

const ARGUMENTS = [
  ...['-l', '0', '--no-pci', '--in-memory', '-m', '64'],
  '--vdev=net_tap0,iface=dtap0,mac=02:00:00:00:00:10',
];

const launch = async (mode: string): Promise<Launched> => {
  const launched = await rig.launch([brief, mode, ...ARGUMENTS], {
    netns: `/run/netns/${namespace}`,
    mounts: [{ source: runtime, target: RUNTIME }],
    cores: [0, 1],
    env: { PATH: '/usr/bin:/bin', LD_PRELOAD: preload, DPDK_CONFORMANCE_OBSERVER: OBSERVER },
    observer: OBSERVER,
  });
  expect(launched.only('exited')['code'], readFileSync(join(rig.directory, 'stderr'), 'utf8')).toBe(0);
  return launched;
};

test('EAL says everything of itself, however soon the process closes its port and ends', async () => {
  for (let round = 0; round < 20; round++) {
    const eal = (await launch('close')).only('eal');
    expect(eal).not.toHaveProperty('problem');
    expect(eal).toMatchObject({ ports: [{ name: 'net_tap0', mac: '02:00:00:00:00:10' }] });
    expect(eal['version']).toMatch(/^DPDK \d+\.\d+/);
  }
});

test('frames through a tap that is kept when its port is closed are held against the process', async () => {
  const honest = (await launch('close')).only('counters');
  expect(honest).toMatchObject({ sent: 0, beside: 0 });
  const counters = (await launch('beside')).only('counters');
  expect(counters).toMatchObject({ sent: 0, beside: 2000 });
});

test('who has no observer goes on', async () => {
  const launched = await rig.launch([brief, 'close', ...ARGUMENTS], {
    netns: `/run/netns/${namespace}`,
    mounts: [{ source: runtime, target: RUNTIME }],
    env: { PATH: '/usr/bin:/bin', LD_PRELOAD: preload, DPDK_CONFORMANCE_OBSERVER: 'nobody-listens-here' },
  });
  expect(launched.only('exited')['code'], readFileSync(join(rig.directory, 'stderr'), 'utf8')).toBe(0);
});
