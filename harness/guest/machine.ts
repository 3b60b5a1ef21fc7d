/** Cores of a guest. An idle one costs nothing; two are for DPDK workers at most, the first for the peer and the harness. */
export const GUEST_CORES: readonly number[] = [0, 1, 2];

/** Memory of a guest in MiB. */
export const GUEST_MEMORY_MB = 2560;

/**
 * How much longer a test may take there: processors are emulated, and take turns on one of the host's. It stretches the time limits of
 * tests and of their steps, and the pauses of the peer that are to be long for a test.
 */
export const GUEST_SLOWNESS = 10;
