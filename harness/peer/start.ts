import { err, ok, type Result } from '../../lib/core/result.js';
import type { PeerConfig } from './config.js';
import { PEER_LIMITS } from './limits.js';
import {
  listen,
  type ConnectionNotice,
  type Listener,
  type ListenLimits,
  type ListenProblem,
} from './listen.js';
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

/** Where all takes longer, a connection may as well. */
const limitsOf = ({ slowness = 1 }: PeerConfig): ListenLimits => ({
  connections: PEER_LIMITS.connections,
  connectionLifeMs: PEER_LIMITS.connectionLifeMs * slowness,
});

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
    const service = serviceOf(entry.service, config);
    const listener = await listen(service, entry.host, entry.port, notify, limitsOf(config));
    if (!listener.ok) {
      close();
      return err(listener.error);
    }
    listeners.push(listener.value);
  }
  return ok({ listeners, close });
};
