import { Command } from 'commander';
import type { CommandFactory } from '../command.js';
import type { SelfTestFlags } from '../self-test.js';

const collect = (value: string, sofar: readonly string[] = []): readonly string[] => [...sofar, value];

/** `self-test`: the harness judged by defects planted on purpose. */
export const selfTestCommand: CommandFactory = (cli) =>
  new Command('self-test')
    .description('plant defects in the reference and in the guards of the harness, and see each found out')
    .option('--only <name>', 'this defect only, or `mutants` or `guards` (repeatable)', collect)
    .option('--changed [commit]', 'only what differs from a commit may concern (default: HEAD)')
    .option('--json', 'print the kill table as JSON')
    .option('--work-dir <dir>', 'folder of builds kept between runs (default: .dpdk-conformance)')
    .action(
      cli.action(async (flags: SelfTestFlags) => {
        const { selfTest } = await import('../self-test.js');
        return selfTest(cli, flags);
      }),
    );
