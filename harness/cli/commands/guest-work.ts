import { Command } from 'commander';
import type { CommandFactory } from '../command.js';

/** `guest-work`: what `run --profile guest` starts in the guest; of no use to people. */
export const guestWorkCommand: CommandFactory = (cli) =>
  new Command('guest-work')
    .description('run the tests of a job in this guest')
    .argument('<job>', 'file of the job')
    .argument('<told>', 'where to tell what happens')
    .action(
      cli.action(async (job: string, told: string) => {
        const { guestWork } = await import('../guest-work.js');
        return guestWork(job, told);
      }),
    );
