import { PEER_LIMITS } from '../limits.js';
import { numberBytes } from '../read-number.js';
import type { Service } from '../service.js';

/**
 * Speaks only after it has seen FIN, so whoever gets an answer has closed one direction and still reads on the other.
 * The bytes come back reversed: an echo by mistake is not taken for it.
 */
export const halfClose: Service = {
  name: 'halfClose',
  promise:
    'reads to FIN (at most 1 MiB, else reset), then sends u64 count, the bytes in reverse order, and FIN',
  handle: (socket) => {
    const chunks: Buffer[] = [];
    let count = 0;
    socket.on('data', (chunk) => {
      count += chunk.length;
      if (count > PEER_LIMITS.keptBytes) socket.resetAndDestroy();
      else chunks.push(chunk);
    });
    socket.on('end', () => {
      socket.end(Buffer.concat([numberBytes(count), Buffer.concat(chunks).reverse()]));
    });
  },
};
