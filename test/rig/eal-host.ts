import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Where EAL puts its sockets; a mount goes over it in each test. */
export const RUNTIME = '/var/run/dpdk';

const HUGEPAGES = '/proc/sys/vm/nr_hugepages';

const pages = (): number => Number(readFileSync(HUGEPAGES, 'utf8'));

/** Gives the host `count` more hugepages of 2 MiB, and EAL's runtime directory to mount over. Returns what takes both away again. */
export const hostForEal = (count: number): (() => void) => {
  const made = !existsSync(RUNTIME);
  if (made) mkdirSync(RUNTIME);
  writeFileSync(HUGEPAGES, String(pages() + count));
  return () => {
    writeFileSync(HUGEPAGES, String(Math.max(0, pages() - count)));
    if (made) rmSync(RUNTIME, { recursive: true });
  };
};
