import { expect, test } from 'vitest';
import { source } from '../../../harness/peer/services/source.js';
import { dial, hear, exchange, open, patternOf, u64 } from './rig.js';

test.for([0, 1, 65_537, 3_000_000])('%i bytes of the pattern come, then FIN', async (length) => {
  const { port } = await open(source);
  const socket = dial(port);
  const heard = hear(socket);
  socket.write(u64(length));
  const talk = await heard;
  expect(talk).toMatchObject({ ended: true, error: undefined });
  expect(talk.bytes.equals(patternOf(length))).toBe(true);
});

test('the number may come byte by byte', async () => {
  const { port } = await open(source);
  const socket = dial(port).setNoDelay(true);
  const heard = hear(socket);
  for (const byte of u64(10)) socket.write(Buffer.of(byte));
  expect((await heard).bytes).toEqual(patternOf(10));
});

test('more than 1 GiB is answered by a reset and no byte', async () => {
  const { port } = await open(source);
  const talk = await exchange(port, u64((1 << 30) + 1));
  expect(talk).toEqual({ bytes: Buffer.alloc(0), ended: false, error: 'ECONNRESET' });
  expect((await exchange(port, u64(0xffff_ffff_ffff_ffffn))).error).toBe('ECONNRESET');
});
