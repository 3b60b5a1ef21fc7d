import { attempt, type FileProblem } from '../files/problem.js';
import { mayAccess } from '../files/stat.js';
import { readTextNow } from '../files/text.js';
import { writeControl } from '../files/control.js';
import type { Result } from '../core/result.js';

/** The kernel's pool of default-sized hugepages, as it is now. */
export interface HugepagePool {
  /** Size of one page in KiB. */
  readonly sizeKb: number;
  /** Pages in the pool (`nr_hugepages`). */
  readonly total: number;
  /** Pages nobody uses or has reserved. */
  readonly free: number;
  /** File that sets the size of the pool. */
  readonly control: string;
  /** This process may set it. */
  readonly writable: boolean;
}

const number = (path: string): number | undefined => {
  const value = Number.parseInt(readTextNow(path) ?? '', 10);
  return Number.isNaN(value) ? undefined : value;
};

/** Reads the pool of default-sized pages; undefined when the kernel offers none. */
export const readHugepagePool = (): HugepagePool | undefined => {
  const sizeKb = Number(/^Hugepagesize:\s+(\d+) kB$/m.exec(readTextNow('/proc/meminfo') ?? '')?.[1]);
  if (Number.isNaN(sizeKb)) return undefined;
  const directory = `/sys/kernel/mm/hugepages/hugepages-${String(sizeKb)}kB`;
  const control = `${directory}/nr_hugepages`;
  const total = number(control);
  const free = number(`${directory}/free_hugepages`);
  if (total === undefined || free === undefined) return undefined;
  const reserved = number(`${directory}/resv_hugepages`) ?? 0;
  return {
    sizeKb,
    total,
    free: Math.max(0, free - reserved),
    control,
    writable: mayAccess(control, 'write'),
  };
};

/** Asks the kernel for a pool of that many pages. It may give fewer without saying so: read the pool afterwards. */
export const setHugepages = (
  { control }: Pick<HugepagePool, 'control'>,
  total: number,
): Promise<Result<void, FileProblem>> =>
  attempt('write', control, () => {
    writeControl(control, String(total));
  });
