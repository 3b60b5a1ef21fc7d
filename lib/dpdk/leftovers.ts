import { basename, join } from 'node:path';
import { readMounts } from '../files/mounts.js';
import { listProcesses } from '../files/processes.js';
import { exists } from '../files/stat.js';
import { readTextNow } from '../files/text.js';
import { remove } from '../files/tree.js';
import { listNow } from '../files/virtual.js';

/** Directory in which EAL keeps a folder for each prefix, as root. */
const RUNTIME = '/run/dpdk';

/** What a program with `--file-prefix=PREFIX` left behind when it was killed. */
export interface EalLeftovers {
  /** Hugepage files: they keep their pages from everybody until they are removed. */
  readonly pages: readonly string[];
  /** Its folder below {@link RUNTIME}, if it is there. */
  readonly folder: string | undefined;
  /** A living program that uses them; nothing of it may be removed. */
  readonly user: number | undefined;
}

const isMapped = (pid: number, paths: ReadonlySet<string>): boolean =>
  (readTextNow(`/proc/${String(pid)}/maps`) ?? '')
    .split('\n')
    .some((line) => paths.has(line.slice(line.indexOf('/'))));

/** Looks for what programs of exactly this prefix left. Changes nothing. */
export const findEalLeftovers = (prefix: string): EalLeftovers => {
  const pages = readMounts()
    .filter(({ type }) => type === 'hugetlbfs')
    .flatMap(({ target }) => listNow(target).map((name) => join(target, name)))
    .filter((path) => {
      const name = basename(path);
      return name.startsWith(`${prefix}map_`) && /^\d+$/.test(name.slice(`${prefix}map_`.length));
    });
  const folder = join(RUNTIME, prefix);
  const config = exists(folder) ? [join(folder, 'config'), join('/var/run/dpdk', prefix, 'config')] : [];
  const marks = new Set([...pages, ...config]);
  return {
    pages,
    folder: exists(folder) ? folder : undefined,
    user: marks.size === 0 ? undefined : listProcesses().find((pid) => isMapped(pid, marks)),
  };
};

/** Removes what killed programs of the prefix left, and of no other; gives the number of hugepage files. Throws the system's error. */
export const removeEalLeftovers = async (prefix: string): Promise<number> => {
  const { pages, folder, user } = findEalLeftovers(prefix);
  if (user !== undefined) return 0;
  for (const path of [...pages, ...(folder === undefined ? [] : [folder])]) await remove(path);
  return pages.length;
};
