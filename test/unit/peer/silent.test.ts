import { once } from 'node:events';
import { expect, test } from 'vitest';
import { silent } from '../../../harness/peer/services/silent.js';
import { discard } from '../../../harness/peer/services/discard.js';
import { dial, exchange, hear, open } from './rig.js';

test('it accepts, never answers, and takes only what the buffers hold', async () => {
  const { port } = await open(silent);
  const socket = dial(port);
  const seen: Buffer[] = [];
  socket.on('data', (chunk) => seen.push(chunk));
  await once(socket, 'connect');
  let drained = false;
  socket.on('drain', () => (drained = true));
  socket.write(Buffer.alloc(64 << 20));
  const other = await open(discard);
  await exchange(other.port, Buffer.alloc(1 << 20));
  expect(seen).toEqual([]);
  expect(drained).toBe(false);
});

test('it resets a connection that is older than its limit', async () => {
  const { port } = await open(silent, { connections: 10, connectionLifeMs: 20 });
  expect(await hear(dial(port))).toEqual({ bytes: Buffer.alloc(0), ended: false, error: 'ECONNRESET' });
});
