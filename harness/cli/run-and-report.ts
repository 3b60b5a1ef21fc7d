import { dirname } from 'node:path';
import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { packageVersion } from '../../lib/files/package-version.js';
import { styleFor } from '../../lib/term/colour.js';
import { suites } from '../../suites/index.js';
import { gate } from '../criteria/gate.js';
import { textReport } from '../report/text.js';
import { run } from '../run/run.js';
import type { Cli } from './command.js';
import { interruptedExitCode } from './interrupt.js';
import { readRecord } from './report-of.js';
import { chooseSettings, chooseSubject, type RunFlags } from './run-options.js';
import { showProgress } from './show-progress.js';
import { writeReports } from './write-reports.js';

const refuse = (cli: Cli, cause: Cause, code: ExitCode): ExitCode => {
  cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
  return code;
};

/** `run`: carries the run out, writes its reports, prints the checklist; the exit code is the gate's. */
export const runAndReport = async (cli: Cli, flags: RunFlags): Promise<ExitCode> => {
  const settings = await chooseSettings(cli.cwd, flags);
  if (!settings.ok) return refuse(cli, settings.error, ExitCode.usage);
  const subject = await chooseSubject(cli.cwd, flags);
  if (!subject.ok) return refuse(cli, subject.error, ExitCode.usage);
  const signal = cli.interruptible();
  const progress = await showProgress(cli, settings.value.out.value);
  const options = {
    settings: settings.value,
    criteria: flags.criterion ?? [],
    subject: subject.value,
    ...(flags.stage === undefined ? {} : { stage: flags.stage }),
    suites,
    harnessVersion: packageVersion(),
    env: cli.env,
    signal,
  };
  const result = await run(options, [progress.take]).finally(progress.end);
  if (!result.ok)
    return interruptedExitCode(signal) ?? refuse(cli, result.error.cause, result.error.exitCode);
  // From the disk, not from memory: what is reported is what anyone else finds in the record.
  const input = await readRecord(cli.cwd, result.value.recordPath);
  if (!input.ok) throw new Error(describeCause(input.error));
  const written = await writeReports(cli, dirname(result.value.recordPath), input.value);
  const { isTerminal, columns } = cli.terminal.stdout;
  cli.out(textReport(input.value, styleFor(cli.env, isTerminal), columns()));
  const verdict = gate(input.value.record, input.value.judgement, { certify: flags.certify === true });
  return written === ExitCode.conformant ? verdict : written;
};
