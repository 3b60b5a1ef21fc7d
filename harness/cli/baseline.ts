import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { attempt } from '../../lib/files/problem.js';
import { packageVersion } from '../../lib/files/package-version.js';
import { readHostFacts } from '../host/read-facts.js';
import { lookRequest } from '../run/examine.js';
import { sealSubject } from '../run/seal-subject.js';
import { resolveSubject } from '../run/subject.js';
import { readBaseline, recordBaseline } from '../static/baseline.js';
import { look } from '../static/look.js';
import type { Cli } from './command.js';
import { interruptedExitCode } from './interrupt.js';
import { chooseSettings, chooseSubject, type RunFlags } from './run-options.js';

/** What commander makes of the options of `baseline record`. */
export type BaselineFlags = Pick<RunFlags, 'crate' | 'subject' | 'baseline' | 'workDir' | 'config'>;

const refuse = (cli: Cli, cause: Cause, code: ExitCode = ExitCode.usage): ExitCode => {
  cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
  return code;
};

/**
 * `baseline record`: checks a subject and writes its warnings to the baseline, unsigned unless they are those that were signed before.
 * Exit code 0 when it was written, 101 when the subject does not pass `cargo check`.
 */
export const recordWarnings = async (cli: Cli, flags: BaselineFlags): Promise<ExitCode> => {
  const settings = await chooseSettings(cli.cwd, flags);
  if (!settings.ok) return refuse(cli, settings.error);
  const choice = await chooseSubject(cli.cwd, flags);
  if (!choice.ok) return refuse(cli, choice.error);
  const signal = cli.interruptible();
  const subject = await resolveSubject(choice.value, cli.env, signal);
  if (!subject.ok)
    return interruptedExitCode(signal) ?? refuse(cli, subject.error.cause, subject.error.exitCode);
  const workDirectory = settings.value.workDir.value;
  const facts = await readHostFacts({ env: cli.env, workDirectory });
  const path = settings.value.baseline.value;
  const old = await readBaseline(path);
  if (!old.ok)
    return refuse(cli, {
      id: 'baseline-unreadable',
      seen: old.error,
      expected: 'a baseline as this command writes it',
      fix: `mend or remove ${path}`,
    });
  cli.note(`checking ${choice.value.name}\n`);
  const options = {
    settings: settings.value,
    criteria: [],
    subject: choice.value,
    suites: [],
    harnessVersion: packageVersion(),
    env: cli.env,
  };
  const sealed = await sealSubject(options, subject.value, facts, signal);
  if (!sealed.ok)
    return interruptedExitCode(signal) ?? refuse(cli, sealed.error.cause, sealed.error.exitCode);
  const seen = await look({ ...lookRequest(options, subject.value, facts, sealed.value), signal });
  if (seen === undefined) return interruptedExitCode(signal) ?? ExitCode.terminated;
  const { success, errors, warnings, problem } = seen.facts.check;
  if (!success)
    return refuse(
      cli,
      {
        id: 'check-failed',
        seen: errors[0]?.split('\n')[0] ?? problem ?? 'cargo check failed without a message',
        expected: 'a crate that passes cargo check: only then are all its warnings known',
        fix: 'mend the errors, then record again',
      },
      ExitCode.buildFailed,
    );
  const written = await attempt('write', path, () =>
    recordBaseline(path, facts.rustc ?? '', warnings, old.value),
  );
  if (!written.ok)
    return refuse(cli, {
      id: 'baseline-not-writable',
      seen: written.error.message,
      expected: 'a file this user may write',
      fix: 'give another file with --baseline',
    });
  const count = `${warnings.length} warning${warnings.length === 1 ? '' : 's'}`;
  cli.out(
    warnings.length === 0
      ? `No warning: ${path} holds none, and needs no sign-off.\n`
      : written.value
        ? `${count} in ${path}, the same that were signed before.\n`
        : `${count} in ${path}, unsigned. Read them; when they may stay, fill in reviewer and date there.\n`,
  );
  return ExitCode.conformant;
};
