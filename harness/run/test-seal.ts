import { dirname } from 'node:path';
import { readMounts } from '../../lib/files/mounts.js';
import { nicsOf, tapsOf, type LinkLayout } from '../lab/layout.js';
import type { Lane } from '../lab/lane.js';
import type { TestFiles } from './test-files.js';

/** What of the host a test process sees and may change (lib/native/src/exec/seal.rs). Everything else is read-only or hidden. */
export interface TestSeal {
  readonly writable: readonly string[];
  readonly visible: readonly string[];
}

/**
 * Device nodes through which DPDK reaches the ports of links, each by itself: a directory of them would hold the NICs of others, and could
 * be emptied by who may write in it.
 */
const devicesOf = (links: readonly LinkLayout[]): readonly string[] => [
  ...(tapsOf(links).length > 0 ? ['/dev/net/tun'] : []),
  ...(nicsOf(links).length > 0 ? ['/dev/vfio/vfio'] : []),
  ...nicsOf(links).map(({ file }) => file),
];

/**
 * The seal of a test of a lane: its home, libtest's report and what DPDK needs are its own to write; of the run's other files it sees the
 * built programs and the lane's configuration only. The trace, the record and what other tests left are out of its reach, so that they
 * can be evidence.
 */
export const testSeal = (
  program: string,
  files: TestFiles,
  { directory, files: { home }, hugetlbfs, links }: Pick<Lane, 'directory' | 'files' | 'hugetlbfs' | 'links'>,
  {
    preload,
    foreign,
  }: { readonly preload: string; readonly foreign?: { readonly visible: readonly string[] } | undefined },
): TestSeal => ({
  writable: [
    home,
    files.report,
    ...devicesOf(links),
    ...(foreign === undefined
      ? readMounts()
          .filter(({ type }) => type === 'hugetlbfs')
          .map(({ target }) => target)
      : [hugetlbfs]), // what it leaves there goes with the lab
  ],
  // cargo puts test programs into PROFILE/deps and the suite's other programs into PROFILE
  visible: [dirname(dirname(program)), directory, preload, ...(foreign?.visible ?? [])],
});
