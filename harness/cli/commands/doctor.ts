import { Command } from 'commander';
import type { CommandFactory } from '../command.js';
import type { DoctorFlags } from '../doctor.js';

/** `doctor`: what would keep a run from working here. */
export const doctorCommand: CommandFactory = (cli) =>
  new Command('doctor')
    .description('find what would block a run here; changes nothing')
    .option('--json', 'as JSON')
    .option('--nic <address...>', 'look at these NICs of a real host as well, and what they want of it')
    .option(
      '--through-port',
      'ask gateways and the Internet through the first port of the lab, which DPDK has already; as root, and what is taken for it is given back',
    )
    .option('--config <file>', 'a lab in it is held against the network (default: the nearest one)')
    .action(
      cli.action(async (flags: DoctorFlags) => {
        const { doctorWithFlags } = await import('../doctor.js');
        return doctorWithFlags(cli, flags);
      }),
    );
