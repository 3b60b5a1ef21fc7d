import { ExitCode } from '../../lib/core/exit-code.js';

/** What each exit code tells the caller. */
export const EXIT_MEANING: Readonly<Record<ExitCode, string>> = {
  [ExitCode.conformant]:
    'conformant: nothing failed, was blocked or inconclusive (with --certify: all 24 criteria met)',
  [ExitCode.criteriaFailed]: 'criteria failed: at least one criterion or test did not hold',
  [ExitCode.usage]: 'usage or configuration: nothing was run',
  [ExitCode.hostBlocked]:
    'host blocked: the host lacks something; the one cause and the command that mends it are named',
  [ExitCode.nothingSelected]: 'nothing selected: no test fits the options',
  [ExitCode.partialRun]:
    'partial run: the record is of a run that did not end, or of several of which one did not',
  [ExitCode.notAsBefore]:
    'not as before: everything was given back, but something of the host differs; the differences are listed',
  [ExitCode.harnessBug]: 'bug in the harness: no verdict about the subject',
  [ExitCode.buildFailed]: 'build failed: the subject or a suite does not compile',
  [ExitCode.interrupted]: 'interrupted by SIGINT; what was begun was undone',
  [ExitCode.terminated]: 'ended by SIGTERM; what was begun was undone',
};
