import { join, resolve } from 'node:path';
import { ExitCode } from '../../lib/core/exit-code.js';
import { writeAtomic } from '../../lib/files/atomic.js';
import { attempt } from '../../lib/files/problem.js';
import { renderReport, reportFilesOf } from '../report/formats.js';
import type { ReportInput } from '../report/report.js';
import type { Cli } from './command.js';

/** Writes one file whole or not at all; trouble is told and becomes the exit code. */
export const writeReport = async (cli: Cli, path: string, content: string): Promise<ExitCode> => {
  const full = resolve(cli.cwd, path);
  const written = await attempt('write', full, () => writeAtomic(full, content));
  if (written.ok) return ExitCode.conformant;
  cli.note(`dpdk-conformance: ${written.error.message}\n`);
  return ExitCode.hostBlocked;
};

/** Writes every report file of a run beside its record. The first that cannot be written ends it. */
export const writeReports = async (cli: Cli, directory: string, input: ReportInput): Promise<ExitCode> => {
  for (const [format, name] of reportFilesOf(input)) {
    const code = await writeReport(cli, join(directory, name), await renderReport(format, input));
    if (code !== ExitCode.conformant) return code;
  }
  return ExitCode.conformant;
};
