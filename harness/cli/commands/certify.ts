import { Command } from 'commander';
import type { CommandFactory } from '../command.js';
import type { CertifyFlags } from '../certify.js';

/** `certify`: the checklist of a release, by several runs. */
export const certifyCommand: CommandFactory = (cli) =>
  new Command('certify')
    .description(
      'the 24 criteria by the records of several runs on one subject; exit 0 only when all are met',
    )
    .argument('<record...>', 'run.jsonl, or the folder that holds it; each is judged by itself')
    .option('--format <format>', 'text, json or markdown', 'text')
    .option('--out <file>', 'write to a file instead of stdout')
    .action(
      cli.action(async (records: readonly string[], flags: CertifyFlags) => {
        const { certify } = await import('../certify.js');
        return certify(cli, records, flags);
      }),
    );
