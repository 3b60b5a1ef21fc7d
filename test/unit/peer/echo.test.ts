import { once } from 'node:events';
import { expect, test } from 'vitest';
import { echo } from '../../../harness/peer/services/echo.js';
import { dial, exchange, hear, open, patternOf } from './rig.js';

test('every byte comes back in order, and FIN after FIN', async () => {
  const { port } = await open(echo);
  const bytes = patternOf(1 << 20);
  const talk = await exchange(port, bytes);
  expect(talk).toMatchObject({ ended: true, error: undefined });
  expect(talk.bytes.equals(bytes)).toBe(true);
});

test('an answer comes before FIN is sent', async () => {
  const { port } = await open(echo);
  const socket = dial(port);
  socket.write('a');
  const [first] = (await once(socket, 'data')) as [Buffer];
  expect(first.toString()).toBe('a');
  const heard = hear(socket);
  socket.end('b');
  expect((await heard).bytes.toString()).toBe('b');
});

test('a client that resets harms no other', async () => {
  const { port } = await open(echo);
  const rude = dial(port);
  await once(rude, 'connect');
  rude.write(patternOf(100_000));
  rude.resetAndDestroy();
  expect((await exchange(port, 'still there')).bytes.toString()).toBe('still there');
});

test('it listens on IPv6 as well', async () => {
  const { port } = await open(echo, undefined, '::1');
  expect((await exchange(port, 'six', '::1')).bytes.toString()).toBe('six');
});
