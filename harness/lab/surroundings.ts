import { join } from 'node:path';
import { exists } from '../../lib/files/stat.js';
import { writeText } from '../../lib/files/text.js';
import { enterScript } from './enter-script.js';
import type { Lane } from './lane.js';
import type { LaneFiles } from './lane-directory.js';
import type { LinkLayout } from './layout.js';
import type { LaneMount } from './plugins.js';
import type { LabShared } from './shared.js';

/** What test processes of a lane find around them; also written down as a script that puts any command there. */
export const surroundingsOf = async (
  shared: LabShared,
  lane: {
    readonly directory: string;
    readonly files: LaneFiles;
    readonly links: readonly LinkLayout[];
    readonly namespace: string;
  },
): Promise<Pick<Lane, 'mounts' | 'environment' | 'enter'>> => {
  const { directory, files, links, namespace } = lane;
  const mounts: readonly LaneMount[] = [
    ...shared.mounts,
    { source: files.hosts, target: '/etc/hosts', readonly: true },
    ...(exists('/etc/resolv.conf')
      ? [{ source: files.resolvConf, target: '/etc/resolv.conf', readonly: true }]
      : []),
    { source: files.etcDpdk, target: '/etc/dpdk', readonly: true },
    { source: files.runtime, target: shared.runtimeTarget, readonly: false },
  ];
  const environment = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: files.home,
    RUST_BACKTRACE: '1',
    DPDK_TEST_PORT: '8192',
    // Tests of older crates take the device from here.
    DPDK_DEVICE: links[0]?.device ?? '',
    DPDK_ENV_CONFIG: '/etc/dpdk/env.json',
    DPDK_CONFORMANCE_LAB: files.labJson,
    ...(shared.slowness === 1 ? {} : { DPDK_CONFORMANCE_SLOWNESS: String(shared.slowness) }),
  };
  const enter = join(directory, 'enter');
  await writeText(enter, enterScript(namespace, mounts, environment));
  return { mounts, environment, enter };
};
