/**
 * Environment variable every helper process of a lab carries, with the run's id. A helper goes on for a moment when
 * the harness is killed, so putting things back begins with ending those: else it would undo under their hands.
 */
export const RUN_MARK = 'DPDK_CONFORMANCE_RUN';

/** The variable as an environment to add. */
export const markOf = (run: string): Readonly<Record<string, string>> => ({ [RUN_MARK]: run });
