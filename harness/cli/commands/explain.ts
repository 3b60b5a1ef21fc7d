import { Command } from 'commander';
import { ExitCode } from '../../../lib/core/exit-code.js';
import type { CommandFactory } from '../command.js';

/** `explain ID`: what a criterion, suite, test, rule of the scan or exit code means. */
export const explainCommand: CommandFactory = (cli) =>
  new Command('explain')
    .description('tell what a criterion, suite, test, rule of the scan or exit code means')
    .argument('<id>', 'e.g. AC-2, X-SPLIT, tcp_dpdk, test_peek_data, kernel-tcp, 3')
    .action(
      cli.action(async (id: string) => {
        const { explain } = await import('../explanation.js');
        const { suites } = await import('../../../suites/index.js');
        const explanation = explain(id, suites);
        if (explanation.ok) {
          cli.out(`${explanation.value}\n`);
          return ExitCode.conformant;
        }
        const { describeCause } = await import('../../../lib/core/cause.js');
        cli.note(`dpdk-conformance: ${describeCause(explanation.error)}\n`);
        return ExitCode.usage;
      }),
    );
