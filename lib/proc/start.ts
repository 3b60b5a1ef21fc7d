import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { LineSplitter } from './line-splitter.js';

/** How a child ended. Exactly one of the three is set. */
export interface ChildExit {
  readonly exitCode: number | undefined;
  /** Name of the signal that ended it, e.g. `SIGKILL`. */
  readonly signal: string | undefined;
  /** The program could not be started at all, e.g. `ENOENT`. */
  readonly startError: string | undefined;
}

/** A child that runs beside the harness and talks in lines. */
export interface Child {
  /** Undefined when it could not be started (then {@link Child.exited} tells why). */
  readonly pid: number | undefined;
  /** Writes a line to its standard input; ignored once the child has gone. */
  send(line: string): void;
  /** Closes its standard input. */
  endInput(): void;
  /** Signals the child alone. */
  signal(name: NodeJS.Signals): void;
  /** Signals the child's whole process group (the child alone unless started with `ownGroup`). */
  signalTree(name: NodeJS.Signals): void;
  /** Resolves when it has ended and all its piped output was passed on; never rejects. */
  readonly exited: Promise<ChildExit>;
}

/** Options of {@link start}. */
export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default true: the harness's own environment is passed on, `env` added. */
  readonly extendEnv?: boolean;
  /** Standard input is a pipe for {@link Child.send}; default false (nothing to read). */
  readonly input?: boolean;
  /** Called for each line of the given file descriptor. A descriptor without a reader is not connected. */
  readonly onLine?: {
    readonly 1?: (line: string, cut: boolean) => void;
    readonly 2?: (line: string, cut: boolean) => void;
    readonly 3?: (line: string, cut: boolean) => void;
  };
  /** Characters kept of one line; default 1 Mi. */
  readonly maxLine?: number;
  /** A process group (and session) of its own, so that {@link Child.signalTree} reaches its children. */
  readonly ownGroup?: boolean;
}

const readInto = (
  stream: Readable | null | undefined,
  onLine: (line: string, cut: boolean) => void,
  maxLine?: number,
): Promise<void> => {
  if (!stream) return Promise.resolve();
  const splitter = new LineSplitter(onLine, maxLine);
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      splitter.push(chunk);
    });
    stream.on('error', () => {
      resolve();
    });
    stream.on('close', () => {
      splitter.end();
      resolve();
    });
  });
};

/** Starts a program and returns at once. Never throws: a program that cannot start ends with `startError`. */
export const start = (file: string, args: readonly string[] = [], options: StartOptions = {}): Child => {
  const { onLine = {} } = options;
  const ownGroup = options.ownGroup ?? false;
  const piped = (descriptor: 1 | 2 | 3): 'pipe' | 'ignore' => (onLine[descriptor] ? 'pipe' : 'ignore');
  const child = execa(file, [...args], {
    reject: false,
    buffer: false,
    encoding: 'buffer',
    extendEnv: options.extendEnv ?? true,
    stdio: [options.input === true ? 'pipe' : 'ignore', piped(1), piped(2), piped(3)],
    detached: ownGroup,
    cleanup: !ownGroup,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
  });
  const streams = child.stdio as readonly (Readable | null | undefined)[];
  const read = ([1, 2, 3] as const).map((descriptor) => {
    const handler = onLine[descriptor];
    return handler === undefined
      ? Promise.resolve()
      : readInto(streams[descriptor], handler, options.maxLine);
  });
  child.stdin?.on('error', () => undefined); // EPIPE: the child has gone, `exited` tells
  const finish = async (): Promise<ChildExit> => {
    const result = await child;
    await Promise.all(read);
    const started = result.exitCode !== undefined || result.signal !== undefined;
    return {
      exitCode: result.exitCode,
      signal: result.signal,
      startError: started ? undefined : (result.code ?? 'unknown'),
    };
  };
  return {
    pid: child.pid,
    send: (line) => child.stdin?.write(`${line}\n`),
    endInput: () => child.stdin?.end(),
    signal: (name) => child.kill(name),
    signalTree: (name) => {
      if (child.pid === undefined) return;
      if (ownGroup) signalGroup(child.pid, name);
      else child.kill(name);
    },
    exited: finish(),
  };
};

const signalGroup = (leader: number, name: NodeJS.Signals): void => {
  try {
    process.kill(-leader, name);
  } catch (error) {
    // ESRCH: the whole group has ended already, which is what was asked for.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
