import { hugepagesUnavailable, hugetlbfsUnavailable } from '../../lab/causes.js';
import { pagesFor } from '../../lab/memory.js';
import type { KernelFeature } from '../facts.js';
import { finding, type Check } from './check.js';

const TUN_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no /dev/net/tun',
  EACCES: '/dev/net/tun may not be opened (permission denied)',
  EPERM: '/dev/net/tun may not be opened (not permitted: a device rule of a container?)',
  ENODEV: '/dev/net/tun has no driver behind it',
  ENXIO: '/dev/net/tun has no driver behind it',
};

/** The device taps are made with. */
export const tun: Check = ({ tunProblem }) =>
  finding({
    id: 'tun-missing',
    title: '/dev/net/tun',
    found:
      tunProblem === undefined
        ? 'it can be opened'
        : (TUN_REASONS[tunProblem] ?? `/dev/net/tun cannot be opened: ${tunProblem}`),
    wanted: 'a /dev/net/tun that can be opened: the ports of the lab are taps',
    holds: tunProblem === undefined,
    fix: 'modprobe tun; mkdir -p /dev/net; [ -c /dev/net/tun ] || mknod -m 666 /dev/net/tun c 10 200  # in a container: --device /dev/net/tun',
  });

const FEATURES: readonly (readonly [KernelFeature, string, string])[] = [
  ['netns', 'network namespaces (CONFIG_NET_NS)', 'unshare --net true'],
  ['veth', 'veth pairs (CONFIG_VETH)', 'modprobe veth'],
  ['tap', 'multi-queue taps (CONFIG_TUN)', 'modprobe tun'],
  ['nft-fwd', 'nft `fwd` at ingress (CONFIG_NFT_FWD_NETDEV)', 'modprobe nft_fwd_netdev'],
];

/** What the lab needs of the kernel's network: the first that does not work. */
export const network: Check = ({ features, tunProblem }) => {
  const failed = FEATURES.find(([name]) => {
    const probe = features[name];
    return probe?.works === false && !(name === 'tap' && tunProblem !== undefined);
  });
  if (Object.keys(features).length === 0) return undefined;
  const probe = failed === undefined ? undefined : features[failed[0]];
  return finding({
    id: 'kernel-feature-missing',
    title: 'kernel: namespaces, veth, tap, nft',
    found:
      failed === undefined || probe?.works !== false
        ? 'all of them work'
        : `${failed[0]} does not work: ${probe.message}`,
    wanted: failed === undefined ? 'all of them work' : failed[1],
    holds: failed === undefined,
    fix: failed === undefined ? '' : `${failed[2]}  # or a kernel that has it`,
  });
};

/** hugetlbfs as a file system of this kernel. */
export const hugetlbfs: Check = (facts) => {
  const title = 'hugetlbfs';
  const cause = hugetlbfsUnavailable('no hugetlbfs in /proc/filesystems');
  const seen = { id: cause.id, title, wanted: cause.expected };
  return facts.hugetlbfs ? { ...seen, found: 'the kernel offers it' } : { ...seen, found: cause.seen, cause };
};

/** Whether as many hugepages as wanted are free or could be. */
export const hugepages: Check = ({ hugepages: pool, availableKb, root }, { processes }) => {
  const sizeKb = pool?.sizeKb ?? 2048;
  const pages = pagesFor(processes, sizeKb);
  const missing = pages - (pool?.free ?? 0);
  const found =
    pool === undefined
      ? 'no hugepage pool in /sys/kernel/mm/hugepages'
      : `${String(pool.free)} of ${String(pool.total)} free, ${String(Math.floor(availableKb / 1024))} MiB of memory could be had`;
  const trouble = (): string | undefined => {
    if (pool === undefined) return found;
    if (missing <= 0 || !root) return undefined;
    if (!pool.writable) return `${found}, but ${pool.control} cannot be written`;
    return missing * sizeKb > availableKb ? found : undefined;
  };
  const seen = trouble();
  const cause = hugepagesUnavailable(seen ?? found, pages, sizeKb);
  const line = { id: cause.id, title: 'hugepages', found, wanted: cause.expected };
  return seen === undefined
    ? { ...line, wanted: `${cause.expected}, or memory to make them of` }
    : { ...line, cause };
};
