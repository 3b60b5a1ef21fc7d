import type { Command } from 'commander';
import type { ExitCode } from '../../lib/core/exit-code.js';

/** What one of the output streams leads to. */
export interface Terminal {
  readonly isTerminal: boolean;
  /** Its width now; infinite when it is no terminal. */
  readonly columns: () => number;
}

/** What a command may use of the process it runs in. Only this folder reads argv and the environment. */
export interface Cli {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute working directory: relative paths of the user start here. */
  readonly cwd: string;
  /** Answers: to stdout. A reader that went away (`| head`) is no error. */
  readonly out: (text: string) => void;
  /** Progress, warnings and errors: to stderr. */
  readonly note: (text: string) => void;
  /** What the streams lead to. */
  readonly terminal: { readonly stdout: Terminal; readonly stderr: Terminal };
  /**
   * From the call on, SIGINT, SIGTERM and SIGHUP no longer end the process but abort the signal returned
   * (its `reason` is the {@link Interruption}); the command undoes what it did and returns.
   */
  readonly interruptible: () => AbortSignal;
  /** Wraps a command's body for commander: its exit code becomes the process's. */
  readonly action: <A extends readonly unknown[]>(
    body: (...args: A) => Promise<ExitCode> | ExitCode,
  ) => (...args: A) => Promise<void>;
}

/** Reason of an abort: the signal that came. */
export interface Interruption {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP';
}

/**
 * Makes one command: name, description, options and an action. The module that holds it imports commander and
 * this file only; everything else is imported inside the action, so that `--help` loads nothing it does not show.
 */
export type CommandFactory = (cli: Cli) => Command;
