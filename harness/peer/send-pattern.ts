import type { Socket } from 'node:net';
import { patternAt } from './pattern.js';

/**
 * Writes `total` bytes of the pattern as fast as the other side takes them, then calls `done`.
 * Holds one period in memory at most; stops by itself when the socket is destroyed.
 */
export const sendPattern = (socket: Socket, total: number, done: () => void): void => {
  let sent = 0;
  const more = (): void => {
    while (sent < total) {
      if (socket.destroyed) return;
      const piece = patternAt(sent, total - sent);
      sent += piece.length;
      if (!socket.write(piece)) {
        socket.once('drain', more);
        return;
      }
    }
    done();
  };
  more();
};
