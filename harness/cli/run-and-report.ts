import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { packageVersion } from '../../lib/files/package-version.js';
import { suites } from '../../suites/index.js';
import { run } from '../run/run.js';
import type { Cli } from './command.js';
import { interruptedExitCode } from './interrupt.js';
import { chooseSettings, chooseSubject, type RunFlags } from './run-options.js';
import { showProgress } from './show-progress.js';

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
  const running = run(options, [progress.take]).finally(progress.end);
  // While the run waits for its programs.
  const concluding = Promise.all([import('./conclude-run.js'), import('../report/junit.js')]);
  const result = await running;
  if (!result.ok)
    return interruptedExitCode(signal) ?? refuse(cli, result.error.cause, result.error.exitCode);
  const [{ concludeRun }] = await concluding;
  return concludeRun(cli, result.value.recordPath, flags.certify === true);
};
