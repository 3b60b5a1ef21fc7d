import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { err, ok, type Result } from '../../lib/core/result.js';
import { PEER_LIMITS } from './limits.js';
import type { Service } from './service.js';

/** What a listener tells of each connection it took or turned away. */
export interface ConnectionNotice {
  readonly service: string;
  readonly local: string;
  readonly remote: string;
  /** False when the listener was full and the connection was reset. */
  readonly accepted: boolean;
}

/** A service that listens. */
export interface Listener {
  readonly service: string;
  readonly host: string;
  readonly port: number;
  /** Stops listening and resets every open connection. */
  close(): void;
}

/** Why a service could not listen. */
export interface ListenProblem {
  readonly service: string;
  readonly host: string;
  readonly port: number;
  /** The system's error name, e.g. `EADDRINUSE`, `EADDRNOTAVAIL`. */
  readonly code: string;
}

/** Bounds of one listener; tests lower them. */
export interface ListenLimits {
  readonly connections: number;
  readonly connectionLifeMs: number;
}

/** `ip:port`, an IPv6 address in brackets, an IPv4-mapped one as the IPv4 address it stands for. */
export const endpoint = (host: string | undefined, port: number | undefined): string => {
  const plain = (host ?? '').replace(/^::ffff:(?=\d+\.)/, '');
  return `${plain.includes(':') ? `[${plain}]` : plain}:${port ?? 0}`;
};

const serverOf = (service: Service): Server =>
  service.server?.() ?? createServer({ allowHalfOpen: true, ...service.options }, service.handle);

/**
 * Lets one service listen on one address. Every connection is counted, bounded in time, and its errors end only itself.
 * @param notify called for each connection before the service sees any of its data
 */
export const listen = (
  service: Service,
  host: string,
  port: number,
  notify: (notice: ConnectionNotice) => void,
  limits: ListenLimits = PEER_LIMITS,
): Promise<Result<Listener, ListenProblem>> => {
  const open = new Set<Socket>();
  const server = serverOf(service);
  server.prependListener('connection', (socket: Socket) => {
    // An error (the other side's reset, mostly) destroys the socket; there is nobody to tell.
    socket.on('error', () => undefined);
    const accepted = open.size < limits.connections;
    notify({
      service: service.name,
      local: endpoint(socket.localAddress, socket.localPort),
      remote: endpoint(socket.remoteAddress, socket.remotePort),
      accepted,
    });
    if (!accepted) {
      socket.resetAndDestroy();
      return;
    }
    open.add(socket);
    const life = setTimeout(() => socket.resetAndDestroy(), limits.connectionLifeMs);
    socket.once('close', () => {
      clearTimeout(life);
      open.delete(socket);
    });
  });
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(err({ service: service.name, host, port, code: error.code ?? error.message }));
    });
    server.listen({ host, port, ipv6Only: host.includes(':') && host !== '::', backlog: 511 }, () => {
      resolve(
        ok({
          service: service.name,
          host,
          port: (server.address() as AddressInfo).port,
          close: () => {
            server.close();
            for (const socket of open) socket.resetAndDestroy();
          },
        }),
      );
    });
  });
};
