import { join } from 'node:path';
import { defineSuite, packageRoot } from '../../harness/index.js';
import { adverse } from './declared/adverse.js';
import { connecting } from './declared/connecting.js';
import { halves } from './declared/halves.js';
import { hostilePeer } from './declared/hostile.js';
import { listening } from './declared/listening.js';
import { many } from './declared/many.js';
import { options } from './declared/options.js';
import { readiness } from './declared/readiness.js';
import { socket } from './declared/socket.js';
import { streams } from './declared/streams.js';
import { transferring } from './declared/transferring.js';

/**
 * TCP over one DPDK port, against the peer's kernel. One test program for each part of the API: a crate that lacks a part keeps the tests of
 * the others.
 */
export const tcpDpdk = defineSuite({
  name: 'tcp_dpdk',
  title: 'TCP over DPDK behaves like tokio’s TCP',
  directory: join(packageRoot, 'suites', 'tcp_dpdk'),
  needs: { ports: 1, cores: 1, provenFrom: 'virtual' },
  tests: [
    ...connecting,
    ...listening,
    ...transferring,
    ...streams,
    ...halves,
    ...readiness,
    ...options,
    ...socket,
    ...adverse,
    ...many,
    ...hostilePeer,
  ],
});
