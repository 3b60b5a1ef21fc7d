import { start, type Child } from '../../lib/proc/start.js';
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

/** How long a test process may take, and what ends it before. */
export interface ProcessLimits {
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** What {@link runTestProcess} needs. */
export interface ProcessRequest extends ProcessLimits {
  /** Path of the launcher. */
  readonly laneExec: string;
  /** Path of its specification, which does not say `held`. */
  readonly spec: string;
}

/** A test whose surroundings are made, its tracer included; its program has not begun. */
export interface HeldTest {
  /** Lets it begin and waits for its whole tree to be gone. Never rejects. */
  go(limits: ProcessLimits): Promise<ProcessReport>;
  /** Takes everything down again; resolves when it has gone. */
  discard(): Promise<void>;
}

/** The launcher answers SIGTERM within 5 s by itself; after this it is killed, and its namespace with it. */
const STOP_LIMIT_MS = 10_000;
const MAX_EVENTS = 1000;

/** The launcher with all it has said. */
interface Launched {
  readonly laneExec: string;
  readonly child: Child;
  readonly events: readonly LaneEvent[];
  readonly strange: readonly string[];
}

const launch = (laneExec: string, spec: string, input: boolean): Launched => {
  const events: LaneEvent[] = [];
  const strange: string[] = [];
  const child = start(laneExec, [spec], {
    ownGroup: true, // a Ctrl-C in the terminal is for the harness, which stops its tests in its turn
    input,
    onLine: {
      2: (line) => strange.push(line.slice(0, 500)) > 20 && strange.shift(),
      3: (line) => {
        const event = parseLaneEvent(line);
        if (event === undefined) strange.push(line.slice(0, 500));
        else if (events.length < MAX_EVENTS) events.push(event);
      },
    },
  });
  return { laneExec, child, events, strange };
};

/** Runs one test by `lane-exec` and waits for its whole tree to be gone. Never rejects. */
export const runTestProcess = (request: ProcessRequest): Promise<ProcessReport> =>
  watch(launch(request.laneExec, request.spec, false), request);

/** Begins to make the surroundings of a test, whose specification says `held`, and leaves it before its first step. */
export const holdTest = (laneExec: string, spec: string): HeldTest => {
  const launched = launch(laneExec, spec, true);
  return {
    go: (limits) => {
      launched.child.send('go');
      return watch(launched, limits);
    },
    discard: async () => {
      launched.child.endInput();
      await launched.child.exited;
    },
  };
};

const watch = async (
  { laneExec, child, events, strange }: Launched,
  request: ProcessLimits,
): Promise<ProcessReport> => {
  const began = performance.now();
  let stopped: 'timeout' | 'cancelled' | undefined;
  let killTimer: NodeJS.Timeout | undefined;
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
    exit.startError === undefined ? [] : [`${laneExec}: ${exit.startError}`],
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
