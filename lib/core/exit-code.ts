/**
 * Exit codes are an append-only interface: a number, once given, never changes its meaning.
 * 130 and 143 are the shell's own codes for SIGINT and SIGTERM.
 */
export const ExitCode = {
  conformant: 0,
  criteriaFailed: 1,
  usage: 2,
  hostBlocked: 3,
  nothingSelected: 4,
  partialRun: 5,
  notAsBefore: 6,
  harnessBug: 70,
  buildFailed: 101,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
