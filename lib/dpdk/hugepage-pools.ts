import { readTextNow } from '../files/text.js';
import { listNow } from '../files/virtual.js';

/** The kernel's pool of hugepages of one size on one NUMA node. */
export interface NodePool {
  readonly sizeKb: number;
  readonly node: number;
  /** Pages in the pool, and those of them nobody uses. */
  readonly total: number;
  readonly free: number;
  /** File that sets the size of the pool. */
  readonly control: string;
}

const NODES = '/sys/devices/system/node';

const number = (path: string): number => Number.parseInt(readTextNow(path) ?? '0', 10);

const folderOf = (node: number, sizeKb: number): string =>
  `${NODES}/node${String(node)}/hugepages/hugepages-${String(sizeKb)}kB`;

const poolAt = (node: number, sizeKb: number): NodePool => {
  const folder = folderOf(node, sizeKb);
  return {
    sizeKb,
    node,
    total: number(`${folder}/nr_hugepages`),
    free: number(`${folder}/free_hugepages`),
    control: `${folder}/nr_hugepages`,
  };
};

/** All pools, by node and size; empty on a kernel without NUMA in sysfs. */
export const readNodePools = (): readonly NodePool[] =>
  listNow(NODES).flatMap((name) => {
    const node = /^node(\d+)$/.exec(name)?.[1];
    return node === undefined
      ? []
      : listNow(`${NODES}/${name}/hugepages`).flatMap((entry) => {
          const size = /^hugepages-(\d+)kB$/.exec(entry)?.[1];
          return size === undefined ? [] : [poolAt(Number(node), Number(size))];
        });
  });

/** One pool as it is now; undefined when the kernel has none of that size on that node. */
export const readNodePool = (node: number, sizeKb: number): NodePool | undefined =>
  readNodePools().find((pool) => pool.node === node && pool.sizeKb === sizeKb);
