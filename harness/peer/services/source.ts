import { PEER_LIMITS } from '../limits.js';
import { readNumber } from '../read-number.js';
import { sendPattern } from '../send-pattern.js';
import type { Service } from '../service.js';

/** Sends on request. A number above the limit is answered by a reset: nothing else could be mistaken for data. */
export const source: Service = {
  name: 'source',
  promise: 'reads u64 N (at most 1 GiB), sends N bytes of the pattern and FIN',
  handle: (socket) => {
    readNumber(socket, PEER_LIMITS.producedBytes, (total) => {
      if (total === undefined) {
        socket.resetAndDestroy();
        return;
      }
      socket.resume();
      sendPattern(socket, total, () => {
        socket.end();
      });
    });
  },
};
