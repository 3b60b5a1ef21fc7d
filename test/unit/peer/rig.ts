import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  listen,
  type ConnectionNotice,
  type ListenLimits,
  type Listener,
} from '../../../harness/peer/listen.js';
import type { Service } from '../../../harness/peer/service.js';

/** A service that listens on a free loopback port until the test is over. */
export const open = async (
  service: Service,
  limits?: ListenLimits,
  host = '127.0.0.1',
): Promise<{ port: number; notices: ConnectionNotice[]; listener: Listener }> => {
  const notices: ConnectionNotice[] = [];
  const listener = await listen(service, host, 0, (notice) => notices.push(notice), limits);
  if (!listener.ok) throw new Error(JSON.stringify(listener.error));
  onTestFinished(() => {
    listener.value.close();
  });
  return { port: listener.value.port, notices, listener: listener.value };
};

/** What one conversation gave: all bytes received, whether FIN came, and the error that ended it. */
export interface Talk {
  readonly bytes: Buffer;
  readonly ended: boolean;
  readonly error: string | undefined;
}

/** A client connection whose end is awaited with {@link hear}. */
export const dial = (port: number, host = '127.0.0.1'): Socket => {
  const socket = connect({ port, host, allowHalfOpen: true });
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
};

/** Everything that comes until the connection is closed from the other side. */
export const hear = (socket: Socket): Promise<Talk> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let ended = false;
    let error: string | undefined;
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => {
      ended = true;
      socket.end();
    });
    socket.on('error', (problem: NodeJS.ErrnoException) => {
      error = problem.code;
    });
    socket.on('close', () => {
      resolve({ bytes: Buffer.concat(chunks), ended, error });
    });
  });

/** Sends `bytes` and FIN, gives what comes back. */
export const exchange = (port: number, bytes: Buffer | string, host?: string): Promise<Talk> => {
  const socket = dial(port, host);
  const heard = hear(socket);
  socket.end(bytes);
  return heard;
};

/** The protocol's u64. */
export const u64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};

/** The pattern by its definition, byte by byte. */
export const patternOf = (length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
