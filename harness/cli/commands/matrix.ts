import { Command } from 'commander';
import { ExitCode } from '../../../lib/core/exit-code.js';
import type { CommandFactory } from '../command.js';

interface MatrixFlags {
  readonly format: string;
  readonly out?: string;
}

/** `matrix`: criteria × subjects, from the records of several runs. */
export const matrixCommand: CommandFactory = (cli) =>
  new Command('matrix')
    .description('set the records of several runs side by side: criteria by subjects')
    .argument('<record...>', 'run.jsonl, the folder that holds it, or report.json; a column each')
    .option('--format <format>', 'text, json or markdown', 'text')
    .option('--out <file>', 'write to a file instead of stdout')
    .action(
      cli.action(async (records: readonly string[], { format, out }: MatrixFlags) => {
        const { matrixOfRuns } = await import('../matrix.js');
        const matrix = await matrixOfRuns(cli.cwd, records, format);
        if (!matrix.ok) {
          const { describeCause } = await import('../../../lib/core/cause.js');
          cli.note(`dpdk-conformance: ${describeCause(matrix.error)}\n`);
          return ExitCode.usage;
        }
        if (out === undefined) {
          cli.out(matrix.value);
          return ExitCode.conformant;
        }
        const { writeReport } = await import('../write-reports.js');
        return writeReport(cli, out, matrix.value);
      }),
    );
