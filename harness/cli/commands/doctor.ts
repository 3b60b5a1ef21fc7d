import { Command } from 'commander';
import { ExitCode } from '../../../lib/core/exit-code.js';
import type { CommandFactory } from '../command.js';

/** `doctor`: what would keep a run from working here. */
export const doctorCommand: CommandFactory = (cli) =>
  new Command('doctor')
    .description('find what would block a run here; changes nothing')
    .option('--json', 'as JSON')
    .option('--nic <address...>', 'look at these NICs of a real host as well, and what they want of it')
    .action(
      cli.action(async ({ json, nic = [] }: { json?: true; nic?: readonly string[] }) => {
        const { doctor } = await import('../doctor.js');
        const { readAddresses } = await import('../pci-addresses.js');
        const nics = readAddresses(nic);
        if (nics.ok) {
          const workDirectory = `${cli.cwd}/.dpdk-conformance`;
          return doctor({ json: json === true, workDirectory, nics: nics.value }, cli);
        }
        const { describeCause } = await import('../../../lib/core/cause.js');
        cli.note(`${describeCause(nics.error)}\n`);
        return ExitCode.usage;
      }),
    );
