import { CommanderError } from 'commander';
import { ExitCode } from '../../lib/core/exit-code.js';
import type { Cli } from './command.js';
import { abortOnSignals } from './interrupt.js';
import { buildProgram } from './program.js';
import { safeOutput, terminalOf } from './terminal.js';

const bugReport = (error: unknown): string => {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `dpdk-conformance: this is a bug in the harness, not a verdict about the subject (exit code 70).\n${trace}\nPlease report it with the command line and the text above.\n`;
};

/** Runs the command line of this process and ends the process with its exit code. */
export const main = async (): Promise<void> => {
  const stdout = safeOutput(process.stdout);
  const stderr = safeOutput(process.stderr);
  let code: ExitCode = ExitCode.conformant;
  let signals: AbortSignal | undefined;
  const cli: Cli = {
    env: process.env,
    cwd: process.cwd(),
    out: stdout.write,
    note: stderr.write,
    terminal: { stdout: terminalOf(process.stdout), stderr: terminalOf(process.stderr) },
    interruptible: () => (signals ??= abortOnSignals()),
    action:
      (body) =>
      async (...args) => {
        code = await body(...args);
      },
  };
  const bug = (error: unknown): void => {
    stderr.write(bugReport(error));
    code = ExitCode.harnessBug;
  };
  let leaving = false;
  process.on('uncaughtException', (error) => {
    // Trouble while leaving (an output that throws, say) must not begin the leaving anew.
    if (leaving) process.exit(ExitCode.harnessBug);
    bug(error);
    void leave();
  });
  const leave = async (): Promise<void> => {
    leaving = true;
    await Promise.all([stdout.flushed(), stderr.flushed()]);
    const unwritten = stdout.problem();
    if (unwritten !== undefined) {
      stderr.write(`dpdk-conformance: the answer could not be written to stdout: ${unwritten}\n`);
      await stderr.flushed();
      if (code === ExitCode.conformant) code = ExitCode.hostBlocked;
    }
    process.exit(code);
  };
  try {
    const program = buildProgram(cli);
    if (process.argv.length === 2) {
      const { showOverview } = await import('./overview.js');
      code = await showOverview(cli, program.helpInformation());
    } else await program.parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) code = error.exitCode === 0 ? ExitCode.conformant : ExitCode.usage;
    else bug(error);
  }
  await leave();
};
