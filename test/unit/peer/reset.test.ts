import { once } from 'node:events';
import { expect, test } from 'vitest';
import { reset } from '../../../harness/peer/services/reset.js';
import { dial, exchange, hear, open } from './rig.js';

test('the first byte is answered by a reset', async () => {
  const { port } = await open(reset);
  const socket = dial(port);
  await once(socket, 'connect');
  const heard = hear(socket);
  socket.write('x');
  expect(await heard).toEqual({ bytes: Buffer.alloc(0), ended: false, error: 'ECONNRESET' });
});

test('FIN without a byte does not provoke it', async () => {
  const { port, listener } = await open(reset);
  const socket = dial(port);
  let error: unknown;
  socket.on('error', (problem) => (error = problem));
  socket.end();
  await once(socket, 'finish');
  expect((await exchange(port, 'x')).error).toBe('ECONNRESET');
  expect(error).toBeUndefined();
  listener.close();
});
