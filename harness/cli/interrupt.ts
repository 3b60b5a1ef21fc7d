import { ExitCode } from '../../lib/core/exit-code.js';
import type { Interruption } from './command.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns termination signals into an abort. Later signals of any kind change nothing: a terminal, npm and a
 * wrapper may each pass the same Ctrl-C on, and what was begun to be undone must be undone to the end.
 */
export const abortOnSignals = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of SIGNALS)
    process.on(signal, () => {
      const reason: Interruption = { signal };
      controller.abort(reason);
    });
  return controller.signal;
};

/** The exit code of a command that a signal ended, or undefined when none came. SIGHUP counts as SIGTERM. */
export const interruptedExitCode = (signal: AbortSignal): ExitCode | undefined => {
  if (!signal.aborted) return undefined;
  return (signal.reason as Interruption).signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
};
