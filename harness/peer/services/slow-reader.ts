import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers';
import { PEER_LIMITS } from '../limits.js';
import { numberBytes, readNumber } from '../read-number.js';
import type { Service } from '../service.js';

/**
 * Makes the sender's window close again and again: little is taken, then nothing for a while; `slowness` times as long. Nothing is taken at
 * first, because a kernel gives a reader that begins well so much more buffer that the window need never close.
 */
export const slowReaderAt = (slowness: number): Service => ({
  name: 'slowReader',
  promise:
    'reads u64 TOTAL, nothing for 100 ms, then 4 KiB every 5 ms (longer in a slow lab); after TOTAL bytes sends u64 TOTAL, their SHA-256, and FIN',
  // The stream must not hoard what the service has not asked for, or the window would stay open.
  options: { highWaterMark: PEER_LIMITS.slowReadBytes },
  handle: (socket) => {
    readNumber(socket, PEER_LIMITS.producedBytes, (total) => {
      if (total === undefined) {
        socket.resetAndDestroy();
        return;
      }
      const hash = createHash('sha256');
      let left = total;
      const take = (): void => {
        if (socket.destroyed) return;
        if (left === 0) {
          socket.end(Buffer.concat([numberBytes(total), hash.digest()]));
          socket.resume();
          return;
        }
        const wanted = Math.min(left, PEER_LIMITS.slowReadBytes, Math.max(1, socket.readableLength));
        const piece = socket.read(wanted) as Buffer | null;
        if (piece === null) {
          socket.once('readable', take);
          return;
        }
        hash.update(piece);
        left -= piece.length;
        setTimeout(take, PEER_LIMITS.slowPauseMs * slowness);
      };
      socket.once('end', () => {
        if (left > 0) socket.resetAndDestroy();
      });
      if (left === 0) take();
      else setTimeout(take, PEER_LIMITS.slowStartMs * slowness);
    });
  },
});

/** {@link slowReaderAt} its usual pace. */
export const slowReader: Service = slowReaderAt(1);
