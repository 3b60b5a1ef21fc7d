import { totalmem } from 'node:os';

/** What all processes of one foreign test or build may have. */
export interface Limits {
  /** Private memory of each of them, in bytes. */
  readonly dataBytes: number;
  /** Threads of all of them together. */
  readonly threads: number;
}

/** Threads besides those that compilers make for each core. Far fewer than a host has pids (32768 on a small one). */
const THREADS = 1024;
const THREADS_A_CORE = 64;

/** Most threads of a foreign job on so many cores: what cargo needs to use them all, and no fork bomb. */
export const mostThreads = (cores: number): number => THREADS + THREADS_A_CORE * cores;

/** Limits of a foreign test: half of the memory (default: this machine's), 4 GiB at most. */
export const testLimits = (cores: number, memory: number = totalmem()): Limits => ({
  dataBytes: Math.min(4 * 1024 ** 3, Math.floor(memory / 2)),
  threads: mostThreads(cores),
});
