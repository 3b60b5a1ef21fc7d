import { expect, test } from 'vitest';
import { halfClose } from '../../../harness/peer/services/half-close.js';
import { discard } from '../../../harness/peer/services/discard.js';
import { dial, exchange, hear, open, patternOf, u64 } from './rig.js';

test('the count and the bytes in reverse order come after FIN', async () => {
  const { port } = await open(halfClose);
  const bytes = patternOf(200_000);
  const talk = await exchange(port, bytes);
  expect(talk).toMatchObject({ ended: true, error: undefined });
  expect(talk.bytes.equals(Buffer.concat([u64(200_000), Buffer.from(bytes).reverse()]))).toBe(true);
});

test('nothing comes before FIN', async () => {
  const { port } = await open(halfClose);
  const socket = dial(port);
  const seen: Buffer[] = [];
  socket.on('data', (chunk) => seen.push(chunk));
  socket.write('waiting');
  // Another whole conversation on the same event loop: had the service answered early, its bytes would be here.
  const other = await open(discard);
  await exchange(other.port, 'x');
  expect(seen).toEqual([]);
  const heard = hear(socket);
  socket.end();
  expect((await heard).bytes.subarray(8).toString()).toBe('gnitiaw');
});

test('more than 1 MiB is answered by a reset', async () => {
  const { port } = await open(halfClose);
  expect(await exchange(port, patternOf((1 << 20) + 1))).toEqual({
    bytes: Buffer.alloc(0),
    ended: false,
    error: 'ECONNRESET',
  });
});
