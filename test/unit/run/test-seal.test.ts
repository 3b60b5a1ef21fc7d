import { describe, expect, it } from 'vitest';
import { linkLayouts, type PciPort } from '../../../harness/lab/layout.js';
import { testFiles } from '../../../harness/run/test-files.js';
import { testSeal } from '../../../harness/run/test-seal.js';
import { aTest } from '../../rig/record.js';

const nic = (address: string, file: string): PciPort => ({ address, mac: '52:54:00:00:00:04', file });

/** Devices that a test of a lane may use. */
const devices = (count: number, nics?: readonly PciPort[]): readonly string[] => {
  const lane = {
    directory: '/run/dpdk-conformance/ab12/lane0',
    files: { home: '/run/dpdk-conformance/ab12/lane0/home' } as never,
    hugetlbfs: '/mnt/huge',
    links: linkLayouts(count, nics),
  };
  const files = testFiles('/out', aTest('tcp_dpdk', 'a_test', ['AC-1']));
  const { writable } = testSeal('/target/debug/deps/tcp_dpdk', files, lane, {
    preload: '/target/preload.so',
    foreign: { visible: [] },
  });
  return writable.filter((path) => path.startsWith('/dev/'));
};

describe('devices in the seal of a test', () => {
  it('are the group of each NIC of its lane and what opens it, and no folder of NICs', () => {
    expect(devices(1, [nic('0000:04:00.0', '/dev/vfio/17')])).toEqual(['/dev/vfio/vfio', '/dev/vfio/17']);
    expect(devices(2, [nic('0000:04:00.0', '/dev/vfio/17'), nic('0000:05:00.0', '/dev/vfio/18')])).toEqual([
      '/dev/vfio/vfio',
      '/dev/vfio/17',
      '/dev/vfio/18',
    ]);
  });
  it('are what makes taps where its ports are some', () => {
    expect(devices(2)).toEqual(['/dev/net/tun']);
  });
});
