import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { netnsHandle } from '../../lib/net/netns.js';
import { start } from '../../lib/proc/start.js';
import { markOf } from './mark.js';
import { peerDead, peerNotReady } from './causes.js';

/** Command that serves as the peer; `--config FILE` is added. */
export const PEER_COMMAND: readonly string[] = [
  process.execPath,
  join(packageRoot, 'dist', 'harness', 'peer', 'main.js'),
];

/** How long a peer may take until every service listens. */
export const READY_LIMIT_MS = 10_000;

/** Which peer to start where. */
export interface PeerOrder {
  readonly run: string;
  readonly namespace: string;
  readonly configFile: string;
  /** Program and first arguments; `--config FILE` is added. */
  readonly command: readonly string[];
}

/** A peer that serves. */
export interface RunningPeer {
  readonly pid: number;
  readonly alive: () => boolean;
  /** Called once when it ends without having been stopped; at once when it has ended already. */
  readonly onDeath: (listener: (cause: Cause) => void) => void;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the peer in its namespace and waits for its `ready` line. It dies with this process: parent-death signal on
 * top of its end at the end of its standard input.
 */
export const startPeerProcess = async (order: PeerOrder): Promise<Result<RunningPeer, Cause>> => {
  const errors: string[] = [];
  let say: (line: string) => void = () => undefined;
  const firstLine = new Promise<string>((resolve) => {
    say = resolve;
  });
  const child = start(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'nsenter', `--net=${netnsHandle(order.namespace)}`],
      ...[...order.command, '--config', order.configFile],
    ],
    {
      input: true,
      env: markOf(order.run),
      ownGroup: true, // a Ctrl-C in the terminal is for the harness, which ends the peer in its turn
      onLine: {
        1: (line) => {
          say(line);
        },
        2: (line) => errors.push(line.slice(0, 300)) > 20 && errors.shift(),
      },
    },
  );
  const limit = new AbortController();
  const ended = child.exited.then((exit) =>
    exit.startError === undefined
      ? `exit ${String(exit.exitCode ?? exit.signal)}${errors.length === 0 ? '' : `: ${errors.join(' / ')}`}`
      : `it could not be started: ${exit.startError}`,
  );
  const outcome = await Promise.race([
    firstLine.then((line) => ({ line })),
    ended.then((how) => ({ how })),
    after(READY_LIMIT_MS, limit.signal).then(() => ({
      how: `not ready within ${String(READY_LIMIT_MS)} ms`,
    })),
  ]);
  limit.abort();
  if ('how' in outcome || !isReady(outcome.line) || child.pid === undefined) {
    child.signalTree('SIGKILL');
    await child.exited;
    return err(peerNotReady('how' in outcome ? outcome.how : outcome.line));
  }
  let running = true;
  let wanted = true;
  void ended.then(() => (running = false));
  return ok({
    pid: child.pid,
    alive: () => running,
    onDeath: (listener) => {
      void ended.then((how) => {
        if (wanted) listener(peerDead(how));
      });
    },
    stop: async () => {
      wanted = false;
      child.signalTree('SIGKILL');
      await child.exited;
    },
  });
};

/** True for the line a peer prints when all its services listen. */
export const isReady = (line: string): boolean => {
  try {
    return (JSON.parse(line) as { event?: unknown }).event === 'ready';
  } catch {
    return false;
  }
};

const after = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
