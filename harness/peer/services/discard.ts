import { createHash } from 'node:crypto';
import { numberBytes } from '../read-number.js';
import type { Service } from '../service.js';

/** RFC 863 with a receipt, so that the sender can check what arrived without getting it back. */
export const discard: Service = {
  name: 'discard',
  promise: 'reads to FIN, then sends u64 count and SHA-256 of what it read, and FIN',
  handle: (socket) => {
    const hash = createHash('sha256');
    let count = 0;
    socket.on('data', (chunk) => {
      hash.update(chunk);
      count += chunk.length;
    });
    socket.on('end', () => {
      socket.end(Buffer.concat([numberBytes(count), hash.digest()]));
    });
  },
};
