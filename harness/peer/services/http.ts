import { createServer } from 'node:http';
import { PEER_LIMITS } from '../limits.js';
import type { Service } from '../service.js';

/**
 * Stands in for the web server of the Internet addresses, inside a namespace that has no way out. It names itself
 * in `Server`, so no capture of it can be taken for the real one.
 */
export const http: Service = {
  name: 'http',
  promise: 'HTTP/1.1: answers GET of any path with 301 to https and a body, other methods with 405',
  server: () => {
    const server = createServer(
      {
        maxHeaderSize: PEER_LIMITS.httpHeaderBytes,
        requestTimeout: PEER_LIMITS.connectionLifeMs,
        headersTimeout: PEER_LIMITS.connectionLifeMs,
      },
      (request, response) => {
        response.setHeader('Server', 'lab-stand-in');
        request.resume();
        if (request.method !== 'GET') {
          response.writeHead(405, { Allow: 'GET', 'Content-Type': 'text/plain' }).end('only GET\n');
          return;
        }
        const host = request.headers.host ?? '1.1.1.1';
        const location = `https://${host}${request.url ?? '/'}`;
        const body = `moved to ${location}
`;
        response
          .writeHead(301, {
            Location: location,
            'Content-Type': 'text/plain',
            'Content-Length': Buffer.byteLength(body),
          })
          .end(body);
      },
    );
    return server;
  },
};
