import type { Service } from '../service.js';

/** Provokes ECONNRESET at a client that is in the middle of a conversation. */
export const reset: Service = {
  name: 'reset',
  promise: 'sends RST on the first byte',
  handle: (socket) => {
    socket.once('data', () => {
      socket.resetAndDestroy();
    });
  },
};
