import { Command } from 'commander';
import type { CommandFactory } from '../command.js';
import type { MergeFlags } from '../merge.js';

/** `merge`: the parts of one run, run apart, as one. */
export const mergeCommand: CommandFactory = (cli) =>
  new Command('merge')
    .description('put the records of the parts of one run together and judge them as one')
    .argument('<record...>', 'run.jsonl, or the folder that holds it; one a part')
    .option('--out <dir>', 'folder of the merged record and its reports', 'conformance-merged')
    .option('--expect <n>', 'refuse any other number of parts: one that got lost is then noticed')
    .option('--certify', 'exit 0 only when all 24 criteria are met')
    .action(
      cli.action(async (records: readonly string[], flags: MergeFlags) => {
        const { merge } = await import('../merge.js');
        return merge(cli, records, flags);
      }),
    );
