import type { Service } from '../service.js';

/** Completes handshakes and takes nothing: the client's data stays in the two buffers and its window closes for good. */
export const silent: Service = {
  name: 'silent',
  promise: 'accepts, never reads, never writes',
  options: { pauseOnConnect: true },
  handle: () => undefined,
};
