import { Command } from 'commander';
import { ExitCode } from '../../../lib/core/exit-code.js';
import type { CommandFactory } from '../command.js';

interface ReportFlags {
  readonly from: string;
  readonly format: string;
  readonly out?: string;
}

/** `report`: any format from a record, the same bytes as the run itself wrote. */
export const reportCommand: CommandFactory = (cli) =>
  new Command('report')
    .description('write a report from the record of a run')
    .requiredOption('--from <run.jsonl>', 'the record, or the folder that holds it')
    .option('--format <format>', 'checklist, json, tap, junit, text or verdict', 'text')
    .option('--out <file>', 'write to a file instead of stdout')
    .action(
      cli.action(async ({ from, format, out }: ReportFlags) => {
        const { reportOf } = await import('../report-of.js');
        const report = await reportOf(cli.cwd, from, format);
        if (!report.ok) {
          const { describeCause } = await import('../../../lib/core/cause.js');
          cli.note(`dpdk-conformance: ${describeCause(report.error)}\n`);
          return ExitCode.usage;
        }
        if (out === undefined) {
          cli.out(report.value);
          return ExitCode.conformant;
        }
        const { writeReport } = await import('../write-reports.js');
        return writeReport(cli, out, report.value);
      }),
    );
