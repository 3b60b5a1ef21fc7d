import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { slowReader, slowReaderAt } from '../../../harness/peer/services/slow-reader.js';
import { dial, exchange, hear, open, patternOf, u64 } from './rig.js';

test.for([0, 1, 4096, 100_000])('%i bytes are taken and acknowledged with their hash', async (length) => {
  const { port } = await open(slowReader);
  const bytes = patternOf(length);
  const socket = dial(port);
  const heard = hear(socket);
  socket.write(Buffer.concat([u64(length), bytes]));
  expect(await heard).toEqual({
    bytes: Buffer.concat([u64(length), createHash('sha256').update(bytes).digest()]),
    ended: true,
    error: undefined,
  });
});

test('FIN before the announced bytes is answered by a reset', async () => {
  const { port } = await open(slowReader);
  const talk = await exchange(port, Buffer.concat([u64(10), Buffer.from('short')]));
  expect(talk).toEqual({ bytes: Buffer.alloc(0), ended: false, error: 'ECONNRESET' });
});

test('the sender is held back while the service rests', async () => {
  const { port } = await open(slowReader);
  const socket = dial(port);
  const heard = hear(socket);
  const total = 16 << 20;
  // More than both kernels' buffers hold: what is left over stays with the sender as long as the reader is slow.
  socket.write(Buffer.concat([u64(total), Buffer.alloc(total)]));
  await new Promise((resolve) => socket.once('connect', resolve));
  expect(socket.writableLength).toBeGreaterThan(0);
  socket.resetAndDestroy();
  expect((await heard).bytes.length).toBe(0);
});

test('nothing is taken at first, though it has come', async () => {
  let far: Socket | undefined;
  const slow = slowReaderAt(600); // a rest of a minute: the test is over long before
  const { port } = await open({
    ...slow,
    handle: (socket, ...more) => {
      far = socket;
      slow.handle?.(socket, ...more);
    },
  });
  const socket = dial(port);
  socket.write(Buffer.concat([u64(1000), Buffer.alloc(1000)]));
  while (far?.bytesRead !== 1008) await turn();
  for (let turns = 0; turns < 10; turns += 1) await turn();
  expect(far.readableLength).toBe(1000);
});
