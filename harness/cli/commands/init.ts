import { Command } from 'commander';
import type { CommandFactory } from '../command.js';

/** `init`: the draft of a lab file. */
export const initCommand: CommandFactory = (cli) =>
  new Command('init')
    .description('draft dpdk-conformance.toml for the NICs of this host; changes nothing else')
    .option('--print', 'to stdout instead of the file')
    .action(
      cli.action(async (flags: { print?: true }) => {
        const { initLabFile } = await import('../init.js');
        return initLabFile(cli, flags.print === true);
      }),
    );
