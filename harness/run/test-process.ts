import { start } from '../../lib/proc/start.js';
import { parseLaneEvent, type LaneEvent, type LaneEventOf } from './lane-exec-events.js';

/** How a test process ended, seen from outside. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: string }
  | { readonly kind: 'timeout'; readonly limitMs: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-started'; readonly reason: string };

/** A finished test process and all the launcher saw of it. */
export interface ProcessReport {
  readonly end: ProcessEnd;
  /** From exec to exit as the launcher measured it; the whole wait when it did not. */
  readonly durationMs: number;
  /** Pid of the test process in its own namespace (as in the trace); undefined when it was not started. */
  readonly pid: number | undefined;
  readonly isolation: readonly LaneEventOf<'isolation'>[];
  readonly eal: readonly LaneEventOf<'eal'>[];
  readonly counters: readonly LaneEventOf<'counters'>[];
  readonly leaked: readonly { readonly pid: number; readonly command: string }[];
  /** Threads it had when it was killed for having too many. */
  readonly crowd: number | undefined;
  readonly trace: LaneEventOf<'trace'> | undefined;
  readonly output: {
    readonly stdoutBytes: number;
    readonly stderrBytes: number;
    readonly droppedBytes: number;
  };
}

/** What {@link runTestProcess} needs. */
export interface ProcessRequest {
  /** Path of the launcher. */
  readonly laneExec: string;
  /** Path of its specification. */
  readonly spec: string;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Called when the launcher has been spawned. */
  readonly onSpawn?: () => void;
}

/** The launcher answers SIGTERM within 5 s by itself; after this it is killed, and its namespace with it. */
const STOP_LIMIT_MS = 10_000;
const MAX_EVENTS = 1000;

/** Runs one test by `lane-exec` and waits for its whole tree to be gone. Never rejects. */
export const runTestProcess = async (request: ProcessRequest): Promise<ProcessReport> => {
  const began = performance.now();
  const events: LaneEvent[] = [];
  const strange: string[] = [];
  let stopped: 'timeout' | 'cancelled' | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  const child = start(request.laneExec, [request.spec], {
    ownGroup: true, // a Ctrl-C in the terminal is for the harness, which stops its tests in its turn
    onLine: {
      2: (line) => strange.push(line.slice(0, 500)) > 20 && strange.shift(),
      3: (line) => {
        const event = parseLaneEvent(line);
        if (event === undefined) strange.push(line.slice(0, 500));
        else if (events.length < MAX_EVENTS) events.push(event);
      },
    },
  });
  setImmediate(() => request.onSpawn?.());
  const stop = (why: 'timeout' | 'cancelled'): void => {
    if (stopped !== undefined) return;
    stopped = why;
    child.signal('SIGTERM');
    killTimer = setTimeout(() => {
      child.signal('SIGKILL');
    }, STOP_LIMIT_MS);
  };
  const clock = setTimeout(() => {
    stop('timeout');
  }, request.limitMs);
  const cancel = (): void => {
    stop('cancelled');
  };
  request.signal.addEventListener('abort', cancel, { once: true });
  if (request.signal.aborted) cancel();
  const exit = await child.exited;
  clearTimeout(clock);
  clearTimeout(killTimer);
  request.signal.removeEventListener('abort', cancel);
  const all = <N extends LaneEvent['event']>(name: N): readonly LaneEventOf<N>[] =>
    events.filter((event): event is LaneEventOf<N> => event.event === name);
  const finished = all('finished').at(-1);
  const own = endOf(all('exited').at(-1), all('signaled').at(-1));
  const killed = all('killed').length > 0;
  const reason = [
    all('failed').map(({ step, error }) => `${step}: ${error}`),
    exit.startError === undefined ? [] : [`${request.laneExec}: ${exit.startError}`],
    strange,
    [`the launcher ended with ${exit.signal ?? `status ${String(exit.exitCode)}`} and no report`],
  ].find((words) => words.length > 0);
  const failed = all('failed').length > 0 || (own === undefined && !killed);
  return {
    end:
      stopped === 'timeout' && (own === undefined || killed)
        ? { kind: 'timeout', limitMs: request.limitMs }
        : stopped === 'cancelled' && own === undefined
          ? { kind: 'cancelled' }
          : own === undefined || failed
            ? { kind: 'not-started', reason: (reason ?? []).join('; ') }
            : own,
    durationMs: finished?.durationMs ?? performance.now() - began,
    pid: all('started').at(0)?.pid,
    isolation: all('isolation'),
    eal: all('eal'),
    counters: all('counters'),
    leaked: all('leaked').flatMap(({ processes }) => processes),
    crowd: all('crowded').at(0)?.threads,
    trace: all('trace').at(-1),
    output: {
      stdoutBytes: finished?.stdoutBytes ?? 0,
      stderrBytes: finished?.stderrBytes ?? 0,
      droppedBytes: finished?.droppedBytes ?? 0,
    },
  };
};

const endOf = (
  exited: LaneEventOf<'exited'> | undefined,
  signaled: LaneEventOf<'signaled'> | undefined,
): ProcessEnd | undefined => {
  if (exited !== undefined) return { kind: 'exited', code: exited.code };
  return signaled === undefined ? undefined : { kind: 'signaled', signal: signaled.signal };
};
