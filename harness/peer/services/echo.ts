import type { Service } from '../service.js';

/** RFC 862, over TCP. */
export const echo: Service = {
  name: 'echo',
  promise: 'sends back every byte in order, and FIN after FIN',
  handle: (socket) => {
    socket.pipe(socket);
  },
};
