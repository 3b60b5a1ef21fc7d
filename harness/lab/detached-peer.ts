import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { isAlive, ownerOf, type Owner } from '../../lib/files/owner.js';
import { readTextNow } from '../../lib/files/text.js';
import { netnsHandle } from '../../lib/net/netns.js';
import { run } from '../../lib/proc/run.js';
import { peerNotReady } from './causes.js';
import { markOf } from './mark.js';
import { isReady, READY_LIMIT_MS, type PeerOrder, type RunningPeer } from './peer.js';
import { endProcess } from './undo/namespaces.js';

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The peer ends when its standard input does; a pipe opened for both directions never does. */
const script = (namespace: string, directory: string, command: readonly string[]): string => {
  const input = quote(join(directory, 'peer.stdin'));
  const log = quote(join(directory, 'peer.log'));
  const peer = command.map(quote).join(' ');
  return `mkfifo ${input} && { setsid nsenter --net=${quote(netnsHandle(namespace))} ${peer} <>${input} >${log} 2>&1 & echo $!; }`;
};

const waitUntilReady = async (owner: Owner, log: string): Promise<string | undefined> => {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const alive = isAlive(owner);
    const text = readTextNow(log) ?? '';
    if (text.includes('\n') && isReady(text.split('\n', 1)[0] ?? '')) return undefined;
    if (!alive) return text.trim().slice(-500) || 'it ended without a word';
    if (Date.now() > deadline) return `not ready within ${String(READY_LIMIT_MS)} ms`;
    await pause(5);
  }
};

/** Starts a peer that goes on after this process has ended, for a lab that is brought up for work by hand. */
export const startDetachedPeer = async (
  order: PeerOrder,
  directory: string,
): Promise<Result<RunningPeer, Cause>> => {
  const command = [...order.command, '--config', order.configFile];
  const started = await run('sh', ['-c', script(order.namespace, directory, command)], {
    env: markOf(order.run),
  });
  const owner = ownerOf(Number(started.stdout.trim()));
  if (started.exitCode !== 0 || owner === undefined)
    return err(peerNotReady(started.stderr.trim() || 'it ended at once'));
  const problem = await waitUntilReady(owner, join(directory, 'peer.log'));
  const stop = (): Promise<void> => endProcess(owner);
  if (problem !== undefined) {
    await stop();
    return err(peerNotReady(problem));
  }
  return ok({ pid: owner.pid, alive: () => isAlive(owner), onDeath: () => undefined, stop });
};
