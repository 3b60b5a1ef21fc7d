import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assertOnCapture } from '../../../harness/evidence/asserted.js';
import { dut, peer } from '../../../harness/plan/stations.js';
import { segment, syn, type Assertion } from '../../../lib/pcap/index.js';
import { withTempDirectory } from '../../../lib/files/temp.js';
import { frameOf, pcapOf } from '../../rig/segments.js';

const ADDRESSES = ['192.0.2.10'];
const statements = [syn().from(dut).has({ ttl: 42 }), segment().from(peer).never()];
const file = pcapOf([frameOf({ flags: 'S', ttl: 42 }), frameOf({ ttl: 42 })]);

const onFile = (
  bytes: Buffer | undefined,
  asserted: readonly Assertion[] = statements,
): ReturnType<typeof assertOnCapture> =>
  withTempDirectory('dpdk-conformance-test', (directory) => {
    const path = join(directory, 'frames.pcap');
    if (bytes !== undefined) writeFileSync(path, bytes);
    return assertOnCapture(asserted, path, ADDRESSES);
  });

test('every statement leaves a fact', async () => {
  expect(await onFile(file)).toEqual({
    asserted: [
      { what: 'every SYN from the device under test has ttl 42', held: true, seen: '1 segment' },
      { what: 'there is no segment from the peer', held: true, seen: '0 segments' },
    ],
  });
});

test('without statements there is nothing to say, and no file is asked for', async () => {
  expect(await assertOnCapture([], '/no/such/file', ADDRESSES)).toEqual({});
});

test.each([
  ['is cut', file.subarray(0, file.length - 1), /^the capture cannot be judged: it ends within a record/],
  ['is no capture', Buffer.from('something else'), /begins neither as pcap nor as pcapng/],
  [
    'is not there',
    undefined,
    /^the capture cannot be judged: cannot read .*frames\.pcap: there is no such file/,
  ],
])('a capture that %s gives no fact and a reason', async (_, bytes, reason) => {
  const found = await onFile(bytes);
  expect(found.asserted).toBeUndefined();
  expect(found.assertedProblem).toMatch(reason);
});

/** The peer goes on with a connection of an earlier test, and what the device says to it. */
const late = (...answers: Parameters<typeof frameOf>[0][]): Buffer =>
  pcapOf([
    frameOf({ flags: 'S', ttl: 42 }),
    frameOf({
      from: '192.0.2.1',
      to: '192.0.2.10',
      fromPort: 9,
      toPort: 55_745,
      flags: 'F.',
      payload: 'late',
    }),
    ...answers.map((answer) => frameOf({ fromPort: 55_745, toPort: 9, ...answer })),
  ]);
const everySegment = segment().from(dut).has({ ttl: 42 });

test('what is left of an earlier test is no work of this one', async () => {
  expect((await onFile(late({ flags: 'R' }))).asserted).toMatchObject([{ held: true }, { held: true }]);
  expect((await onFile(late({ flags: 'R' }), [everySegment])).asserted).toMatchObject([
    { held: true, seen: '1 segment' },
  ]);
});

test.each<[string, Parameters<typeof frameOf>[0][]]>([
  ['an acknowledgement', [{ flags: '.' }]],
  ['a reset with words', [{ flags: 'R', payload: 'words' }]],
  ['more than a reset', [{ flags: 'R' }, { flags: '.' }]],
  ['the opening of another', [{ flags: 'R' }, { flags: 'S' }]],
])('but %s is', async (_, answers) => {
  expect((await onFile(late(...answers), [everySegment])).asserted).toMatchObject([{ held: false }]);
});

test('and so is a reset that nobody asked for', async () => {
  const unasked = pcapOf([
    frameOf({ flags: 'S', ttl: 42 }),
    frameOf({ fromPort: 55_745, toPort: 9, flags: 'R' }),
  ]);
  expect((await onFile(unasked, [everySegment])).asserted).toMatchObject([{ held: false }]);
});

test('and so is the refusal of a connection that the peer opens', async () => {
  const ends = { from: '192.0.2.1', to: '192.0.2.10', fromPort: 9, toPort: 55_745 };
  const refused = pcapOf([
    frameOf({ flags: 'S', ttl: 42 }),
    frameOf({ ...ends, flags: 'S' }),
    frameOf({ fromPort: 55_745, toPort: 9, flags: 'R.' }),
  ]);
  expect((await onFile(refused, [everySegment])).asserted).toMatchObject([{ held: false }]);
});
