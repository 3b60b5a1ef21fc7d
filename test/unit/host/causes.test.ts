import { LANE_DAMAGED, UNSUPPORTED } from '../../../harness/criteria/own-causes.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guestCauses, hostCauses, sealCauses } from '../../../harness/host/causes.js';
import { DEFAULT_NEEDS, type HostFacts, type HostNeeds } from '../../../harness/host/facts.js';

/** A host that lacks nothing. */
const FACTS: HostFacts = {
  os: 'Debian',
  kernel: '6.1',
  cpuModel: 'x',
  memoryMb: 8000,
  availableKb: 4_000_000,
  bootId: 'b',
  node: '20.19.0',
  nodeWanted: '^20.19 || >=22.12',
  root: true,
  programs: Object.fromEntries(
    [
      'ip',
      'nft',
      'ethtool',
      'nsenter',
      'unshare',
      'setpriv',
      'mount',
      'pkg-config',
      'strace',
      'rustc',
      'cc',
    ].map((name) => [name, `/usr/bin/${name}`]),
  ),
  cargo: 'cargo 1',
  cargoProblem: undefined,
  rustc: 'rustc 1',
  rustcProblem: undefined,
  dpdk: { kind: 'found', version: '22.11.11', libraryDirectory: '/usr/lib' },
  netTap: true,
  libclang: '/usr/lib/libclang.so',
  hugepages: { sizeKb: 2048, total: 0, free: 0, control: '/sys/nr', writable: true },
  hugetlbfs: true,
  tunProblem: undefined,
  tracing: { works: true },
  features: {
    netns: { works: true },
    veth: { works: true },
    tap: { works: true },
    'nft-fwd': { works: true },
  },
  onlineCores: [0, 1, 2],
  allowedCores: [0, 1],
  stateDirectory: '/run/x',
  stateWritable: true,
  labHolder: undefined,
  workDirectory: '/w/d',
  freeBytes: 1e12,
};

/** Programs of a host that is no lab. */
const PLAIN = { 'pkg-config': '/p', rustc: '/r', cc: '/c' };

test('a host that lacks nothing has no cause', () => {
  expect(hostCauses(FACTS, DEFAULT_NEEDS)).toEqual([]);
});

test.each<[string, Partial<HostFacts>, Partial<HostNeeds>, string, RegExp]>([
  ['an old Node', { node: '20.18.3' }, {}, 'node-version', /20\.18\.3/],
  ['a core that is offline', {}, { coreList: [1, 7] }, 'cores-unavailable', /7 not online/],
  ['a core outside of the affinity', {}, { coreList: [2] }, 'cores-unavailable', /2 outside/],
  ['more cores than there are', {}, { cores: 3 }, 'cores-unavailable', /cores 0,1 can be used/],
  ['too little memory for the pages', { availableKb: 1000 }, {}, 'hugepages-unavailable', /0 of 0 free/],
  ['more processes than memory', {}, { processes: 100 }, 'hugepages-unavailable', /3906 MiB/],
  [
    'a kernel without veth',
    { features: { netns: { works: true }, veth: { works: false, message: 'Unknown device type.' } } },
    {},
    'kernel-feature-missing',
    /veth does not work: Unknown device type/,
  ],
  [
    'a DPDK release candidate that is too old',
    { dpdk: { kind: 'found', version: '21.11.0-rc1', libraryDirectory: '/' } },
    {},
    'dpdk-too-old',
    /21\.11/,
  ],
])('%s', (_, facts, needs, id, seen) => {
  const causes = hostCauses({ ...FACTS, ...facts }, { ...DEFAULT_NEEDS, ...needs });
  expect(causes.map((cause) => cause.id)).toEqual([id]);
  expect(causes[0]?.seen).toMatch(seen);
});

test('pages that are free already need no memory', () => {
  const hugepages = { sizeKb: 2048, total: 500, free: 400, control: '/sys/nr', writable: false };
  expect(hostCauses({ ...FACTS, hugepages, availableKb: 0 }, DEFAULT_NEEDS)).toEqual([]);
});

test('without root one cause is named, not its consequences', () => {
  const causes = hostCauses(
    {
      ...FACTS,
      root: false,
      features: {},
      stateWritable: false,
      hugepages: { sizeKb: 2048, total: 0, free: 0, control: '', writable: false },
    },
    DEFAULT_NEEDS,
  );
  expect(causes.map(({ id }) => id)).toEqual(['not-root']);
});

test('foreign code is compiled by root alone, who can take its rights away', () => {
  expect(sealCauses({ ...FACTS, root: false }, DEFAULT_NEEDS).map(({ id }) => id)).toEqual(['not-root']);
  expect(sealCauses({ ...FACTS, root: true, hugetlbfs: false }, DEFAULT_NEEDS)).toEqual([]);
});

test('a guest needs neither root nor anything of a lab, but the release it is made of', () => {
  const plain: HostFacts = {
    ...FACTS,
    os: 'Debian GNU/Linux 12 (bookworm)',
    programs: { ...PLAIN, 'apt-get': '/a', 'dpkg-deb': '/d', tar: '/t', setpriv: '/s' },
    root: false,
    netTap: false,
    stateWritable: false,
    hugepages: undefined,
    features: {},
  };
  const ids = (facts: Partial<HostFacts>): readonly string[] =>
    guestCauses({ ...plain, ...facts }, DEFAULT_NEEDS).map(({ id }) => id);
  expect(ids({})).toEqual([]);
  expect(ids({ os: 'Ubuntu 24.04.3 LTS' })).toEqual(['guest-other-release']);
  expect(ids({ dpdk: { kind: 'found', version: '23.11.4', libraryDirectory: '/' } })).toEqual([
    'guest-other-release',
  ]);
  expect(ids({ programs: { ...PLAIN, setpriv: '/s', tar: '/t' } })).toEqual(['guest-program-missing']);
});

test('every cause of the host, the lab, NICs and guests is in the reference', () => {
  const root = join(import.meta.dirname, '../../..');
  const reference = readFileSync(join(root, 'docs/reference/causes.md'), 'utf8');
  const sources = [
    'harness/lab/causes.ts',
    'harness/audit/causes.ts',
    'harness/audit-io/crate-lock.ts',
    'harness/run/build-preload.ts',
    'harness/audit-io/own-tests.ts',
    ...['capacity', 'dpdk', 'guest', 'kernel', 'tools'].map((name) => `harness/host/checks/${name}.ts`),
  ];
  const idsIn = (source: string, pattern: RegExp): readonly string[] =>
    [...readFileSync(join(root, source), 'utf8').matchAll(pattern)].map(([, id]) => String(id));
  const ids = sources.flatMap((source) => idsIn(source, /\bid: '([a-z-]+)'/g));
  for (const source of [
    'harness/nic/causes.ts',
    'lib/guest/problem.ts',
    'harness/guest/causes.ts',
    'harness/cli/pci-addresses.ts',
    'harness/host/nic/findings.ts',
    'harness/host/reach/findings.ts',
    'harness/cli/init.ts',
    'harness/cli/peer.ts',
    'harness/peer/remote/reach.ts',
    'harness/real/causes.ts',
  ])
    ids.push(...idsIn(source, /\bid: '([a-z-]+)'/g));
  for (const source of ['lib/nic/device-refusals.ts', 'lib/nic/refusals.ts'])
    ids.push(...idsIn(source, /\brefusal\(\s*'([a-z-]+)'/g).map((id) => `nic-${id}`));
  expect(ids.length).toBeGreaterThan(35);
  for (const id of [
    ...ids,
    UNSUPPORTED,
    LANE_DAMAGED,
    'dependency-missing',
    'cargo-missing',
    'rustc-missing',
  ])
    expect(reference).toContain(`\`${id}\``);
});
