import { ExitCode } from '../../lib/core/exit-code.js';
import type { Cli } from './command.js';

/** `dpdk-conformance` alone: help, what was detected here, the next command. Looks only; changes nothing. */
export const showOverview = (cli: Cli, help: string): Promise<ExitCode> => {
  cli.out(help);
  return Promise.resolve(ExitCode.conformant);
};
