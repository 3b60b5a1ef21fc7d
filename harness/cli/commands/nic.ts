import { Command, Option } from 'commander';
import type { Cli, CommandFactory } from '../command.js';
import type { NicFlags } from '../nic.js';

const json = (command: Command): Command => command.option('--json', 'as JSON');

const driver = (command: Command): Command =>
  command.addOption(
    new Option(
      '--driver <name>',
      'driver to give them to (default: vfio-pci; without an IOMMU uio_pci_generic)',
    ).choices(['vfio-pci', 'uio_pci_generic']),
  );

const statusCommand = (cli: Cli): Command =>
  json(new Command('status').description('show the NICs of this host and what stands against binding each'))
    .argument('[address...]', 'PCI addresses (default: all NICs)')
    .action(
      cli.action(async (addresses: readonly string[], flags: NicFlags) => {
        const { nicStatus } = await import('../nic.js');
        return nicStatus(cli, addresses, flags);
      }),
    );

const planCommand = (cli: Cli): Command =>
  driver(
    json(
      new Command('plan').description('show what `bind` would do, or every reason why not; changes nothing'),
    ),
  )
    .argument('<address...>', 'PCI addresses, e.g. 0000:03:00.0 or 03:00.0')
    .action(
      cli.action(async (addresses: readonly string[], flags: NicFlags) => {
        const { nicPlan } = await import('../nic.js');
        return nicPlan(cli, addresses, flags);
      }),
    );

const bindCommand = (cli: Cli): Command =>
  driver(json(new Command('bind').description('give NICs to DPDK; all of them or none')))
    .argument('<address...>', 'PCI addresses, e.g. 0000:03:00.0 or 03:00.0')
    .option('--hugepages <size:count>', 'free hugepages on the NUMA node of each, e.g. 2M:64 or 1G:2')
    .option('--expect <fingerprint>', 'refuse when the host is no longer as `plan` saw it')
    .action(
      cli.action(async (addresses: readonly string[], flags: NicFlags) => {
        const { nicBind } = await import('../nic.js');
        return nicBind(cli, addresses, flags);
      }),
    );

const restoreCommand = (cli: Cli): Command =>
  json(
    new Command('restore').description(
      'give NICs back to their drivers with their network state, and compare',
    ),
  )
    .argument('[address...]', 'PCI addresses (default: all that were bound)')
    .option('--forget', 'drop what is known of them instead; for devices that are gone for good')
    .action(
      cli.action(async (addresses: readonly string[], flags: NicFlags) => {
        const { nicRestore } = await import('../nic.js');
        return nicRestore(cli, addresses, flags);
      }),
    );

/** `nic`: NICs of the host, given to DPDK and back. */
export const nicCommand: CommandFactory = (cli) =>
  new Command('nic')
    .description('NICs of this host: status, plan, bind, restore')
    .addCommand(statusCommand(cli))
    .addCommand(planCommand(cli))
    .addCommand(bindCommand(cli))
    .addCommand(restoreCommand(cli));
