import { Command } from 'commander';
import type { Cli, CommandFactory } from '../command.js';

const json = (options: { json?: true }): { readonly json: boolean } => ({ json: options.json === true });

const upCommand = (cli: Cli): Command =>
  new Command('up')
    .description('bring a lane up and leave it standing')
    .option('--links <n>', 'DPDK ports, 1 or 2')
    .option('--cores <list>', 'cores for its env.json, e.g. 0,1')
    .option('--json', 'as JSON')
    .action(
      cli.action(async (flags: { links?: string; cores?: string; json?: true }) => {
        const { labUpWithFlags } = await import('../lab-up-flags.js');
        return labUpWithFlags(cli, flags);
      }),
    );

/** `lab`: the virtual lab for working by hand, and its repair. */
export const labCommand: CommandFactory = (cli) =>
  new Command('lab')
    .description('the virtual lab for work by hand: up, down, status, restore')
    .addCommand(upCommand(cli))
    .addCommand(
      new Command('down').description('take the lab of `lab up` down').action(
        cli.action(async () => {
          const { labDown } = await import('../lab.js');
          return labDown({}, cli);
        }),
      ),
    )
    .addCommand(
      new Command('status')
        .description('show who holds the lab and what is left of killed runs')
        .option('--json', 'as JSON')
        .action(
          cli.action(async (options: { json?: true }) => {
            const { labStatusCommand } = await import('../lab.js');
            return labStatusCommand(json(options), cli);
          }),
        ),
    )
    .addCommand(
      new Command('restore').description('undo what killed runs left').action(
        cli.action(async () => {
          const { labRestore } = await import('../lab.js');
          return labRestore({}, cli);
        }),
      ),
    );
