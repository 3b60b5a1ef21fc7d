import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assertOnCapture } from '../../../harness/evidence/asserted.js';
import { dut, peer } from '../../../harness/plan/stations.js';
import { segment, syn } from '../../../lib/pcap/index.js';
import { withTempDirectory } from '../../../lib/files/temp.js';
import { frameOf, pcapOf } from '../../rig/segments.js';

const ADDRESSES = ['192.0.2.10'];
const statements = [syn().from(dut).has({ ttl: 42 }), segment().from(peer).never()];
const file = pcapOf([frameOf({ flags: 'S', ttl: 42 }), frameOf({ ttl: 42 })]);

const onFile = (bytes: Buffer | undefined): ReturnType<typeof assertOnCapture> =>
  withTempDirectory('dpdk-conformance-test', (directory) => {
    const path = join(directory, 'frames.pcap');
    if (bytes !== undefined) writeFileSync(path, bytes);
    return assertOnCapture(statements, path, ADDRESSES);
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
