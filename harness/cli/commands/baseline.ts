import { Command, Option } from 'commander';
import type { CommandFactory } from '../command.js';
import type { BaselineFlags } from '../baseline.js';

const record: CommandFactory = (cli) =>
  new Command('record')
    .description('check the crate and write its warnings, for a person to read and sign')
    .addOption(new Option('--crate <path>', 'the crate at PATH').conflicts('subject'))
    .option('--subject <name>', 'a subject of this package (default: reference)')
    .option('--baseline <file>', 'file to write (default: warnings-baseline.toml)')
    .option('--work-dir <dir>', 'folder of builds kept between runs (default: .dpdk-conformance)')
    .option('--config <file>', 'configuration file (default: the nearest dpdk-conformance.toml)')
    .action(
      cli.action(async (flags: BaselineFlags) => {
        const { recordWarnings } = await import('../baseline.js');
        return recordWarnings(cli, flags);
      }),
    );

/** `baseline record`: the warnings that are no news. */
export const baselineCommand: CommandFactory = (cli) =>
  new Command('baseline')
    .description('the recorded warnings of a subject, against which new ones are told (AC-16)')
    .addCommand(record(cli));
