import type { Server, ServerOpts, Socket } from 'node:net';

/** What happens on one connection: the whole of a service. The socket's errors are taken care of by the listener. */
export type Handler = (socket: Socket) => void;

/** One TCP service of the peer. */
export interface Service {
  readonly name: string;
  /** One sentence: what a client may rely on. */
  readonly promise: string;
  /** How its server socket is made; half-open connections are allowed unless it says otherwise. */
  readonly options?: ServerOpts;
  /** Called for each connection. */
  readonly handle?: Handler;
  /** Makes the whole server, for a service that speaks a protocol Node has a server for. Instead of `handle`. */
  readonly server?: () => Server;
}
