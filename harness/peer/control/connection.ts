import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { endpoint } from '../listen.js';
import { isPattern } from '../pattern.js';
import { sendPattern } from '../send-pattern.js';
import type { ControlRequest } from './protocol.js';

/** How one connection of a request went. */
export interface ConnectionOutcome {
  readonly sent: number;
  readonly received: number;
  readonly sha256: string;
  readonly error: string | undefined;
}

/**
 * What a connection does once it is made. All but `hold` and `reset` read until the other side's FIN.
 * - echo: sends `bytes` and FIN, wants exactly these back.
 * - send, half-close: sends `bytes` and FIN, takes whatever comes.
 * - receive: sends nothing; answers FIN with FIN.
 * - hold: does nothing until the other side or the control connection closes.
 * - reset: sends one byte and RST once the system has taken the byte.
 */
const act = (socket: Socket, request: ControlRequest, sent: (bytes: number) => void): void => {
  const send = (): void => {
    sendPattern(socket, request.bytes, () => {
      socket.end();
      sent(request.bytes);
    });
  };
  switch (request.do) {
    case 'echo':
    case 'send':
    case 'half-close':
      send();
      return;
    case 'receive':
    case 'hold':
      socket.once('end', () => socket.end());
      return;
    case 'reset':
      socket.write(Buffer.of(0), () => {
        sent(1);
        socket.resetAndDestroy();
      });
      return;
  }
};

/**
 * Makes one connection of a request and sees it through. Never rejects.
 * @param signal aborts it: the connection is reset
 * @param connected called with the two ends once the handshake is done
 */
export const runConnection = (
  request: ControlRequest,
  signal: AbortSignal,
  connected: (local: string, remote: string) => void,
): Promise<ConnectionOutcome> => {
  const hash = createHash('sha256');
  let sent = 0;
  let received = 0;
  let ended = false;
  let error: string | undefined;
  const socket = connect({
    host: request.connect.host,
    port: request.connect.port,
    allowHalfOpen: true,
    ...(request.connect.from === undefined ? {} : { localAddress: request.connect.from }),
  });
  const stop = (code: string): void => {
    error ??= code;
    socket.resetAndDestroy();
  };
  const timer = setTimeout(() => {
    stop('TIMEOUT');
  }, request.timeoutMs);
  const abort = (): void => {
    stop('ABORTED');
  };
  signal.addEventListener('abort', abort, { once: true });
  socket.on('connect', () => {
    connected(
      endpoint(socket.localAddress, socket.localPort),
      endpoint(socket.remoteAddress, socket.remotePort),
    );
    act(socket, request, (bytes) => {
      sent = bytes;
    });
  });
  socket.on('data', (chunk) => {
    if (request.do === 'echo' && !isPattern(chunk, received)) stop('MISMATCH');
    hash.update(chunk);
    received += chunk.length;
  });
  socket.on('end', () => {
    ended = true;
  });
  socket.on('error', (problem: NodeJS.ErrnoException) => {
    error ??= problem.code ?? problem.message;
  });
  return new Promise((resolve) => {
    socket.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (request.do === 'echo' && received !== request.bytes) error ??= 'MISMATCH';
      if (request.do !== 'reset' && !ended) error ??= 'CLOSED_EARLY';
      resolve({ sent, received, sha256: hash.digest('hex'), error });
    });
  });
};
