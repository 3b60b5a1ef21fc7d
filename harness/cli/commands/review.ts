import { Command } from 'commander';
import type { CommandFactory } from '../command.js';
import type { ReviewFlags } from '../review.js';

/** `review`: the draft of a sign-off. */
export const reviewCommand: CommandFactory = (cli) =>
  new Command('review')
    .description('list the DPDK test files nobody has signed yet and write a draft of the sign-off (AC-0.6)')
    .option('--review <file>', 'sign-off of the test files (default: review.toml)')
    .option('--config <file>', 'configuration file (default: the nearest dpdk-conformance.toml)')
    .action(
      cli.action(async (flags: ReviewFlags) => {
        const { review } = await import('../review.js');
        return review(cli, flags);
      }),
    );
