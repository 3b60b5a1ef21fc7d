import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { discard } from '../../../harness/peer/services/discard.js';
import { exchange, open, patternOf, u64 } from './rig.js';

test.for([0, 1, 300_000])('%i bytes are counted and hashed', async (length) => {
  const { port } = await open(discard);
  const bytes = patternOf(length);
  const talk = await exchange(port, bytes);
  expect(talk).toEqual({
    bytes: Buffer.concat([u64(length), createHash('sha256').update(bytes).digest()]),
    ended: true,
    error: undefined,
  });
});
