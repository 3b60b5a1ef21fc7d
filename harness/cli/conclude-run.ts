import { dirname } from 'node:path';
import { describeCause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { styleFor } from '../../lib/term/colour.js';
import { gate } from '../criteria/gate.js';
import { textReport } from '../report/text.js';
import type { Cli } from './command.js';
import { readRecord } from './report-of.js';
import { writeReports } from './write-reports.js';

/** Judges the record of a run, writes its reports beside it and prints the checklist; the exit code is the gate's. */
export const concludeRun = async (cli: Cli, recordPath: string, certify: boolean): Promise<ExitCode> => {
  // From the disk, not from memory: what is reported is what anyone else finds in the record.
  const input = await readRecord(cli.cwd, recordPath);
  if (!input.ok) throw new Error(describeCause(input.error));
  const written = await writeReports(cli, dirname(recordPath), input.value);
  const { isTerminal, columns } = cli.terminal.stdout;
  cli.out(textReport(input.value, styleFor(cli.env, isTerminal), columns()));
  const verdict = gate(input.value.record, input.value.judgement, { certify });
  return written === ExitCode.conformant ? verdict : written;
};
