import { Command, Option } from 'commander';
import type { CommandFactory } from '../command.js';

/** `diff`: what changed from one run to another. */
export const diffCommand: CommandFactory = (cli) =>
  new Command('diff')
    .description('show which verdicts changed from one run to another; exit 1 when one got worse')
    .argument('<before>', 'run.jsonl, or the folder that holds it')
    .argument('<after>', 'run.jsonl, or the folder that holds it')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json']).default('text'))
    .action(
      cli.action(async (before: string, after: string, { format }: { format: 'text' | 'json' }) => {
        const { diffRuns } = await import('../diff.js');
        return diffRuns(cli, before, after, format);
      }),
    );
