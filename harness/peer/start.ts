import { err, ok, type Result } from '../../lib/core/result.js';
import type { PeerConfig } from './config.js';
import { listen, type ConnectionNotice, type Listener, type ListenProblem } from './listen.js';
import { SERVICES, type ServiceName } from './registry.js';
import type { Service } from './service.js';
import { slowReaderAt } from './services/slow-reader.js';

/** A running peer. */
export interface Peer {
  readonly listeners: readonly Listener[];
  close(): void;
}

const serviceOf = (name: ServiceName, { slowness }: PeerConfig): Service =>
  name === 'slowReader' && slowness !== undefined ? slowReaderAt(slowness) : SERVICES[name];

/** Starts every service of the config, or none: the first one that cannot listen undoes the rest. */
export const startPeer = async (
  config: PeerConfig,
  notify: (notice: ConnectionNotice) => void,
): Promise<Result<Peer, ListenProblem>> => {
  const listeners: Listener[] = [];
  const close = (): void => {
    for (const listener of listeners) listener.close();
  };
  for (const entry of config.listen) {
    const listener = await listen(serviceOf(entry.service, config), entry.host, entry.port, notify);
    if (!listener.ok) {
      close();
      return err(listener.error);
    }
    listeners.push(listener.value);
  }
  return ok({ listeners, close });
};
