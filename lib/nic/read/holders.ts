import { commandOf, listProcesses } from '../../files/processes.js';
import { readTextNow } from '../../files/text.js';
import { listNow, readLinkNow } from '../../files/virtual.js';
import type { Holder } from '../facts.js';
import { deviceDirectory, groupOf } from './device.js';

/** Device nodes by which a program has a PCI device in its hands. */
const nodesOf = (address: string): ReadonlySet<string> => {
  const group = groupOf(address);
  const directory = deviceDirectory(address);
  return new Set([
    ...(group === undefined ? [] : [`/dev/vfio/${String(group)}`, `/dev/vfio/noiommu-${String(group)}`]),
    ...listNow(`${directory}/vfio-dev`).map((name) => `/dev/vfio/devices/${name}`),
    ...listNow(`${directory}/uio`).map((name) => `/dev/${name}`),
  ]);
};

const opened = (pid: number): readonly string[] =>
  listNow(`/proc/${String(pid)}/fd`).flatMap((fd) => readLinkNow(`/proc/${String(pid)}/fd/${fd}`) ?? []);

/** Files of sysfs by which a device's registers are mapped. */
const mapped = (pid: number, address: string): readonly string[] =>
  (readTextNow(`/proc/${String(pid)}/maps`) ?? '')
    .split('\n')
    .flatMap((line) => /\s(\/sys\/\S+\/resource\d+(?:_wc)?)$/.exec(line)?.[1] ?? [])
    .filter((path) => path.includes(`/${address}/`));

/** Processes that have one of the devices open, from user space: unbinding such a device would wait for them without end. */
export const readHolders = (addresses: readonly string[]): readonly Holder[] => {
  const nodes = addresses.map((address) => ({ address, paths: nodesOf(address) }));
  return listProcesses().flatMap((pid) => {
    const open = opened(pid);
    return nodes.flatMap(({ address, paths }) => {
      const path = open.find((one) => paths.has(one)) ?? mapped(pid, address)[0];
      return path === undefined ? [] : [{ address, pid, command: commandOf(pid) ?? 'unknown', path }];
    });
  });
};
