import { contained } from '../proc/contained.js';
import { start, type ChildExit } from '../proc/start.js';

/** One call of cargo. */
export interface CargoCall {
  /** Path of cargo. */
  readonly cargo: string;
  /** Folder it runs in. */
  readonly directory: string;
  readonly targetDirectory: string;
  readonly args: readonly string[];
  /** Added to the harness's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Cores it may use at low priority, beside work that must not be disturbed; without it cargo runs like any program. */
  readonly background?: readonly number[];
  readonly onMessage: (line: string) => void;
  readonly onStatus: (line: string) => void;
}

/** How a call ended: by itself (then its exit tells), by its clock, or by the caller's signal. */
export interface CargoEnd {
  readonly exit: ChildExit;
  readonly end: 'finished' | 'timeout' | 'cancelled';
  readonly durationMs: number;
}

/** Runs cargo to its end, as {@link runCargo} does; another way where the code that is compiled is not trusted. */
export type CargoRunner = (call: CargoCall) => Promise<CargoEnd>;

/** Weight of background work: about a tenth of a core somebody else wants too. */
const NICENESS = '10';

const inBackground = (cores: readonly number[], file: string, args: readonly string[]) => ({
  file: 'nice',
  args: ['-n', NICENESS, 'taskset', '-c', cores.join(','), file, ...args],
});

/** Runs cargo to its end; its lines are passed on as they come. Everything it started is gone when this resolves. Never rejects. */
export const runCargo: CargoRunner = async (call) => {
  const began = performance.now();
  const { background, cargo, args } = call;
  const command = contained(
    background === undefined ? { file: cargo, args } : inBackground(background, cargo, args),
  );
  const child = start(command.file, command.args, {
    cwd: call.directory,
    env: { CARGO_TARGET_DIR: call.targetDirectory, CARGO_TERM_PROGRESS_WHEN: 'never', ...call.env },
    ownGroup: true,
    maxLine: 1 << 23,
    onLine: { 1: call.onMessage, 2: call.onStatus },
  });
  let end: CargoEnd['end'] = 'finished';
  const stop = (why: 'timeout' | 'cancelled') => (): void => {
    if (end === 'finished') end = why;
    child.signalTree('SIGKILL');
  };
  const timer = setTimeout(stop('timeout'), call.timeoutMs);
  const cancel = stop('cancelled');
  call.signal?.addEventListener('abort', cancel, { once: true });
  if (call.signal?.aborted === true) cancel();
  const exit = await child.exited;
  clearTimeout(timer);
  call.signal?.removeEventListener('abort', cancel);
  return { exit, end, durationMs: Math.round(performance.now() - began) };
};
