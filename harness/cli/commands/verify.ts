import { Command } from 'commander';
import type { CommandFactory } from '../command.js';

/** `verify`: whether the reports of a run are those of its record. */
export const verifyCommand: CommandFactory = (cli) =>
  new Command('verify')
    .description(
      'check that the reports in the folder of a run follow from its record; exit 1 when they do not',
    )
    .argument('<bundle>', 'the folder a run wrote')
    .action(
      cli.action(async (bundle: string) => {
        const { verify } = await import('../verify.js');
        return verify(cli, bundle);
      }),
    );
