import { Command } from 'commander';
import { ExitCode } from '../../../lib/core/exit-code.js';
import type { CommandFactory } from '../command.js';

/** `list`: the suites with their tests, and the criteria, as text or JSON. */
export const listCommand: CommandFactory = (cli) =>
  new Command('list')
    .description('show the suites, their tests and the acceptance criteria')
    .option('--json', 'as JSON')
    .action(
      cli.action(async ({ json }: { json?: true }) => {
        const { listing, listingText } = await import('../listing.js');
        const { CATALOGUE } = await import('../../criteria/catalogue.js');
        const { suites } = await import('../../../suites/index.js');
        const all = listing(CATALOGUE, suites);
        cli.out(json ? `${JSON.stringify(all, undefined, 2)}\n` : listingText(all));
        return ExitCode.conformant;
      }),
    );
