import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import type { Cli } from './command.js';
import { labUp } from './lab.js';
import { parseCores, parseCount } from './parse-flag.js';

/** Reads the options of `lab up` and brings the lane up. */
export const labUpWithFlags = async (
  cli: Cli,
  flags: { readonly links?: string; readonly cores?: string; readonly json?: true },
): Promise<ExitCode> => {
  const refuse = (cause: Cause): ExitCode => {
    cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
    return ExitCode.usage;
  };
  const links = parseCount('--links', flags.links ?? '1', 2);
  if (!links.ok) return refuse(links.error);
  const cores = flags.cores === undefined ? undefined : parseCores('--cores', flags.cores);
  if (cores?.ok === false) return refuse(cores.error);
  return labUp(
    {
      links: links.value,
      json: flags.json === true,
      signal: cli.interruptible(),
      ...(cores === undefined ? {} : { cores: cores.value }),
    },
    cli,
  );
};
