import { describe, expect, test } from 'vitest';
import { findHugetlbfs } from '../../../harness/lab/hugetlbfs.js';
import { laneProblems } from '../../../harness/lab/lane-check.js';
import { ealArguments, envJson, hostsFile, labJson } from '../../../harness/lab/lane-files.js';
import { cableCommands, testScript, wireScript } from '../../../harness/lab/lane-script.js';
import { linkLayouts, namespacesOf } from '../../../harness/lab/layout.js';
import { pagesFor } from '../../../harness/lab/memory.js';
import { hugepageTarget } from '../../../harness/lab/undo/hugepages.js';
import { parseNumberList } from '../../../lib/core/number-list.js';

describe('what the pool of hugepages is set back to', () => {
  test.each([
    ['all were added', 10, 32, 42, 10, false],
    ['killed before any was added', 10, 32, 10, 10, false],
    ['the kernel gave some', 10, 32, 20, 10, false],
    ['somebody added 100 since', 10, 32, 142, 110, true],
    ['somebody lowered it since', 10, 32, 4, 4, true],
  ])('%s', (_, before, added, now, total, told) => {
    const target = hugepageTarget(before, added, now);
    expect(target.total).toBe(total);
    expect(target.difference !== undefined).toBe(told);
  });
});

test('pages are counted by their size', () => {
  expect(pagesFor(3, 2048)).toBe(192);
  expect(pagesFor(3, 1024 * 1024)).toBe(3);
});

test('a hugetlbfs counts only with the right page size', () => {
  const mount = (target: string, size: string) => ({
    target,
    type: 'hugetlbfs',
    source: 'nodev',
    options: ['rw', `pagesize=${size}`],
  });
  expect(findHugetlbfs([mount('/big', '1024M'), mount('/two', '2M')], 2048)).toBe('/two');
  expect(findHugetlbfs([mount('/big', '1G')], 1024 * 1024)).toBe('/big');
  expect(findHugetlbfs([mount('/big', '1G')], 2048)).toBeUndefined();
});

test('lists of cores as the kernel writes them', () => {
  expect(parseNumberList('0-2,5\n')).toEqual([0, 1, 2, 5]);
  expect(parseNumberList('\n')).toEqual([]);
});

describe('files of a lane', () => {
  const facts = (links: number) => ({
    links: linkLayouts(links),
    cores: [0],
    hugepages: { sizeKb: 2048, count: 64, mount: '/dev/hugepages' },
    portsInEnv: links === 1,
    memoryMb: 64,
  });
  test('one port: the EAL arguments make it, and its MAC is the one of the device', () => {
    const env = JSON.parse(envJson(facts(1))) as {
      eal_args: readonly string[];
      devices: readonly { mac: string; pci_address: string }[];
    };
    expect(env.devices).toHaveLength(1);
    expect(env.eal_args).toContain(
      `--vdev=${env.devices[0]?.pci_address ?? ''},iface=dtap0,mac=${env.devices[0]?.mac ?? ''}`,
    );
  });
  test('a device has an address of each family before it has a second one', () => {
    const { devices } = JSON.parse(envJson(facts(1))) as { devices: readonly { addresses: unknown }[] };
    expect(devices[0]?.addresses).toEqual(['192.0.2.10/24', '2001:db8:0:1::10/64', '192.0.2.11/24']);
  });
  test('two ports: each process names its own', () => {
    const two = facts(2);
    expect(envJson(two)).not.toContain('--vdev');
    const lab = JSON.parse(labJson(two)) as { links: readonly { ealArgument: string }[] };
    expect(lab.links.map(({ ealArgument }) => ealArgument)).toEqual([
      '--vdev=net_tap0,iface=dtap0,mac=02:00:00:00:00:10',
      '--vdev=net_tap1,iface=dtap1,mac=02:00:00:00:00:11',
    ]);
  });
  test('a name with two addresses has the silent one first', () => {
    expect(
      hostsFile(linkLayouts(1))
        .split('\n')
        .filter((line) => line.endsWith('fallback.lab.test')),
    ).toEqual(['192.0.2.2 fallback.lab.test', '192.0.2.1 fallback.lab.test']);
  });
  test('names of namespaces fit the kernel and tell lanes apart', () => {
    expect(namespacesOf('ab12', 3)).toEqual({
      test: 'dcab12-3-test',
      wire: 'dcab12-3-wire',
      peer: 'dcab12-3-peer',
    });
  });
});

describe('a lane on a NIC', () => {
  const nic = {
    address: '0000:01:00.0',
    mac: '52:54:00:00:00:10',
    file: '/dev/vfio/9',
    wire: '0000:02:00.0',
  };
  const links = linkLayouts(1, [nic]);
  test('EAL is given that device and looks for no other', () => {
    const lane = {
      links,
      cores: [2],
      hugepages: { sizeKb: 2048, count: 64, mount: '/h' },
      portsInEnv: true,
      memoryMb: 64,
    };
    expect(ealArguments(lane)).toEqual(['--in-memory', '--allow=0000:01:00.0', '-m', '64']);
    expect(JSON.parse(envJson(lane))).toMatchObject({
      devices: [{ pci_address: '0000:01:00.0', mac: '52:54:00:00:00:10' }],
    });
  });
  test('nothing is made in the namespace of the test; the other NIC goes into the wire and listens to all', () => {
    const namespaces = namespacesOf('ab12', 0);
    const cables = cableCommands(namespaces, links, 'dpdk', new Map([['0000:02:00.0', 'enp2s0']]));
    expect(cables).toContain(`link set dev enp2s0 netns ${namespaces.wire} name wa0`);
    expect(cables.filter((command) => command.includes(namespaces.test))).toEqual([
      `netns add ${namespaces.test}`,
    ]);
    expect(testScript(links, 'dpdk')).not.toMatch(/tuntap|nft|link set/);
    expect(wireScript(links)).toContain('link set wa0 promisc on');
    expect(wireScript(linkLayouts(1))).not.toContain('promisc');
  });
  test('is in order without a tap', () => {
    const up = (ifname: string, addresses: readonly string[] = []) => ({
      ifname,
      flags: ['UP', 'LOWER_UP'],
      operstate: 'UP',
      addr_info: addresses.map((local) => ({ family: 'inet', local, prefixlen: 24 })),
    });
    const peer = [up('vb0', [...(links[0]?.peer.v4 ?? []), ...(links[0]?.peer.v6 ?? [])])];
    expect(laneProblems(links, { test: [], wire: [up('wa0'), up('wb0')], peer })).toEqual([]);
    expect(laneProblems(links, { test: [], wire: [up('wb0')], peer })).toEqual([
      'wa0 in the wire namespace has no carrier',
    ]);
  });
});

describe('what is wrong with a lane', () => {
  const up = ['UP', 'LOWER_UP'];
  const state = (ifname: string, flags = up, addresses: readonly string[] = []) => ({
    ifname,
    flags,
    operstate: 'UP',
    addr_info: addresses.map((local) => ({ family: 'inet', local, prefixlen: 24 })),
  });
  const links = linkLayouts(1);
  const good = {
    test: [state('lo', []), state('dtap0', ['UP']), state('va0')],
    wire: [state('wa0'), state('wb0')],
    peer: [state('vb0', up, [...(links[0]?.peer.v4 ?? []), ...(links[0]?.peer.v6 ?? [])])],
  };
  test('nothing', () => {
    expect(laneProblems(links, good)).toEqual([]);
  });
  test.each([
    ['no tap', { ...good, test: [state('lo', []), state('va0')] }, 'dtap0 in the test namespace is not up'],
    ['a cable unplugged', { ...good, wire: [state('wa0', ['UP']), state('wb0')] }, 'wa0 in the wire'],
    [
      'a peer without addresses',
      { ...good, peer: [state('vb0')] },
      'vb0 in the peer namespace lacks 192.0.2.1',
    ],
    [
      'an address of the kernel',
      { ...good, test: [state('lo', []), state('dtap0', ['UP']), state('va0', up, ['fe80::1'])] },
      'va0 has the kernel address fe80::1',
    ],
    [
      'loopback up',
      { ...good, test: [state('lo'), state('dtap0', ['UP']), state('va0')] },
      'loopback is up in the test namespace',
    ],
  ])('%s', (_, wrong, problem) => {
    expect(laneProblems(links, wrong).join()).toContain(problem);
  });
});
