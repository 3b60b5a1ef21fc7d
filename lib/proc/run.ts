import { execa } from 'execa';

/** Outcome of a finished child process. Output is text, cut to the last `maxOutput` characters of each stream. */
export interface ProcessResult {
  /** Exit status, or undefined when a signal ended it or it could not start. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  /** Set when the program could not be started at all, e.g. `ENOENT`. */
  readonly startError: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly command: string;
}

/** Options of {@link run}. */
export interface RunOptions {
  readonly cwd?: string;
  /** Replaces the environment unless `extendEnv` is true (the default). */
  readonly env?: Readonly<Record<string, string>>;
  readonly extendEnv?: boolean;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Characters kept of each stream; default 1 Mi. */
  readonly maxOutput?: number;
  readonly signal?: AbortSignal;
}

/** Runs a program to its end. Never throws: every outcome is a {@link ProcessResult}. */
export const run = async (
  file: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<ProcessResult> => {
  const result = await execa(file, [...args], {
    reject: false,
    extendEnv: options.extendEnv ?? true,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    maxBuffer: options.maxOutput ?? 1 << 20,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
    ...(options.input === undefined ? {} : { input: options.input }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  return {
    exitCode: result.exitCode,
    signal: result.signal,
    timedOut: result.timedOut,
    startError:
      result.exitCode === undefined && result.signal === undefined ? (result.code ?? 'unknown') : undefined,
    stdout: result.stdout,
    stderr: result.stderr,
    command: result.command,
  };
};
