import { Command } from 'commander';
import type { CommandFactory } from '../command.js';

/** `doctor`: what would keep a run from working here. */
export const doctorCommand: CommandFactory = (cli) =>
  new Command('doctor')
    .description('find what would block a run here; changes nothing')
    .option('--json', 'as JSON')
    .action(
      cli.action(async ({ json }: { json?: true }) => {
        const { doctor } = await import('../doctor.js');
        return doctor({ json: json === true, workDirectory: `${cli.cwd}/.dpdk-conformance` }, cli);
      }),
    );
