import { Command, Option } from 'commander';
import type { CommandFactory } from '../command.js';
import type { ScanFlags } from '../scan.js';

/** `scan`: kernel TCP and silent skips in test sources. */
export const scanCommand: CommandFactory = (cli) =>
  new Command('scan')
    .description('find kernel TCP and silently skipped tests in Rust sources')
    .argument('[path...]', 'files and folders to scan (default: the working directory)')
    .option('--crate <path>', "a subject's folder: scans its four in-scope test files and what they include")
    .option('--semantic', 'add a look through the compiler: clippy with the scan’s own configuration')
    .addOption(
      new Option('--format <format>', 'form of the output')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .option(
      '--features <list>',
      'with --semantic: features to build with (default: full and dpdk where known)',
    )
    .option('--config <file>', 'file with allowances (default: the nearest dpdk-conformance.toml)')
    .option('--no-cache', 'do not recall results of unchanged files')
    .action(
      cli.action(async (paths: readonly string[], flags: ScanFlags) => {
        const { scan } = await import('../scan.js');
        return scan(paths, flags, cli);
      }),
    );
