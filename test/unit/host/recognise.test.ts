import { describe, expect, test } from 'vitest';
import { recogniseCause } from '../../../harness/host/recognise.js';

const after = (stderr: string, parts: object = {}) =>
  recogniseCause({ stdout: '', stderr, portAlive: true, peerAlive: true, ealUp: false, ...parts });

/** Lines as DPDK 22.11 prints them. */
const EAL_START = [
  'EAL: Detected CPU lcores: 2',
  "EAL: Selected IOVA mode 'PA'",
  'EAL: No free 1048576 kB hugepages reported on node 0',
].join('\n');

describe('EAL that refuses', () => {
  test.each([
    ['no hugepages', 'EAL: FATAL: Cannot get hugepage information.'],
    ['too little memory', 'EAL: Not enough memory available! Requested: 200000MB, available: 512MB'],
    ['a core that is not there', 'EAL: lcore 63 unavailable'],
    ['an unknown driver', "EAL: Unable to parse device 'net_nope0'"],
    [
      'a tap that cannot be made',
      'tun_alloc(): Unable to open /dev/net/tun interface\nEAL: Bus (vdev) probe failed.',
    ],
  ])('%s', (_, line) => {
    expect(after(`${EAL_START}\n${line}\n`)).toMatchObject({
      id: 'eal-refused',
      seen: line.replace('\n', ' / '),
    });
  });
  test('its warnings are no refusal', () => {
    expect(after(EAL_START)).toBeUndefined();
    expect(after("thread 'main' panicked at tests/tcp_dpdk.rs:4:5:\nassertion failed")).toBeUndefined();
  });
});

test.each([
  'Device net_tap0 not found by MAC 02:00:00:00:00:99',
  'no DPDK port has the MAC 02:00:00:00:00:99',
])('no port with the MAC: %s', (line) => {
  expect(after(`${EAL_START}\nError: ${line}\n`)).toMatchObject({
    id: 'port-not-found',
    seen: `Error: ${line}`,
  });
});

test('a port that is not found although EAL is up, with the driver’s word why', () => {
  const line = 'no DPDK port has the MAC 02:00:00:00:00:99';
  const reason = 'tun_alloc(): Unable to set TUN interface';
  const qdisc = 'eth_dev_tap_create(): dtap0: failed to create multiq qdisc.';
  expect(after(`${qdisc}\n${reason}\n${line}`, { ealUp: true })).toMatchObject({
    id: 'port-not-found',
    seen: `${reason} / ${line}`,
  });
});

test('a refusal beside an EAL that is up is the test’s own matter', () => {
  expect(after('EAL: FATAL: Cannot get hugepage information.', { ealUp: true })).toBeUndefined();
});

test('a lab that lost a part explains whatever the test said', () => {
  expect(after('EAL: FATAL: x', { portAlive: false, peerAlive: false })?.id).toBe('port-removed');
  expect(after('EAL: FATAL: x', { peerAlive: false })?.id).toBe('peer-dead');
});
