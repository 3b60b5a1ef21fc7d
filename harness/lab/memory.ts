/** MiB that EAL takes at its start in each process (`-m`). */
export const EAL_MEMORY_MB = 64;

/** MiB a process may use in all: EAL's own and what its pools grow to. */
export const PROCESS_MEMORY_MB = 128;

/** Pages of `sizeKb` that so many processes need at once. */
export const pagesFor = (processes: number, sizeKb: number): number =>
  processes * Math.ceil((PROCESS_MEMORY_MB * 1024) / sizeKb);
