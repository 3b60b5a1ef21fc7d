import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTempDirectory } from '../../lib/files/temp.js';
import { remove } from '../../lib/files/tree.js';
import { decode, type Segment } from '../../lib/pcap/decode/decode.js';
import { CaptureReader } from '../../lib/pcap/index.js';
import { runProgram } from '../rig/program.js';
import { frameOf, pcapngOf, pcapOf, type FrameSpec } from '../rig/segments.js';

/** tcpdump as the second opinion: the same frames, decoded by both, told in the same words. */

let directory = '';
beforeAll(async () => {
  directory = await makeTempDirectory('dpdk-conformance-test');
});
afterAll(() => remove(directory));

const FLAGS = [
  ['fin', 'F'],
  ['syn', 'S'],
  ['rst', 'R'],
  ['psh', 'P'],
  ['ack', '.'],
  ['urg', 'U'],
] as const;

/** A segment in the words of `tcpdump -nnSvr`. */
const told = (segment: Segment): string => {
  const { source, destination, payload, sequence, options } = segment;
  const flags = FLAGS.flatMap(([flag, letter]) => (segment[flag] ? [letter] : [])).join('');
  const shown = [
    ...(options.mss === undefined ? [] : [`mss ${options.mss}`]),
    ...(options.windowScale === undefined ? [] : [`wscale ${options.windowScale}`]),
    ...(options.sackPermitted === undefined ? [] : ['sackOK']),
    ...(options.timestamps === undefined
      ? []
      : [`TS val ${options.timestamps.value} ecr ${options.timestamps.echo}`]),
  ];
  const end = (at: { address: string; port: number }): string => `${at.address}.${at.port}`;
  const range = payload.length === 0 ? `${sequence}` : `${sequence}:${(sequence + payload.length) >>> 0}`;
  return [
    `${end(source)} > ${end(destination)}`,
    `ttl ${segment.ttl}`,
    `[${flags === '' ? 'none' : flags}]`,
    segment.checksumsRight ? 'correct' : 'incorrect',
    payload.length > 0 || segment.syn || segment.fin || segment.rst ? `seq ${range}` : 'no seq',
    segment.ack ? `ack ${segment.acknowledgement}` : 'no ack',
    `win ${segment.window}`,
    shown.join(','),
    `length ${payload.length}`,
  ].join(' | ');
};

/** What tcpdump says of a frame, in the same form. */
const heard = (text: string): string => {
  const found = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
  const flags = found(/Flags \[([^\]]*)\]/) ?? '';
  const options = (found(/options \[([^\]]*)\]/) ?? '')
    .split(',')
    .filter((option) => option !== 'nop' && option !== 'eol' && option !== '');
  const order = ['mss', 'wscale', 'sackOK', 'TS'];
  return [
    found(/([0-9a-f.:]+ > [0-9a-f.:]+): Flags/) ?? '?',
    `ttl ${found(/(?:ttl|hlim) (\d+)/) ?? '?'}`,
    `[${
      Array.from(flags === 'none' ? '' : flags)
        .sort((a, b) => 'FSRP.U'.indexOf(a) - 'FSRP.U'.indexOf(b))
        .join('') || 'none'
    }]`,
    text.includes('(correct)') ? 'correct' : 'incorrect',
    /, seq ([\d:]+)/.test(text) ? `seq ${found(/, seq ([\d:]+)/) ?? ''}` : 'no seq',
    /, ack (\d+)/.test(text) ? `ack ${found(/, ack (\d+)/) ?? ''}` : 'no ack',
    `win ${found(/, win (\d+)/) ?? '?'}`,
    order.flatMap((name) => options.filter((option) => option.startsWith(name))).join(','),
    `length ${found(/, length (\d+)$/) ?? '?'}`,
  ].join(' | ');
};

const byte = fc.nat(255);
const option = fc.oneof(
  fc.nat(0xffff).map((mss) => [2, 4, mss >> 8, mss & 0xff]),
  fc.nat(14).map((shift) => [3, 3, shift]),
  fc.constant([4, 2]),
  fc.constant([1]),
  fc.tuple(byte, byte).map(([a, b]) => [8, 10, 0, 0, 0, a, 0, 0, 0, b]),
);
/** Each option at most once, as tcpdump names them by their first. */
const options = fc.uniqueArray(option, { maxLength: 3, selector: ([kind]) => kind }).map((all) => all.flat());

const specs: fc.Arbitrary<FrameSpec> = fc.record({
  from: fc.constantFrom('192.0.2.10', '2001:db8:0:1::10'),
  fromPort: fc.integer({ min: 20_000, max: 60_000 }),
  toPort: fc.integer({ min: 20_000, max: 60_000 }),
  ttl: fc.integer({ min: 1, max: 255 }),
  sequence: fc.nat(0xffffffff),
  acknowledgement: fc.nat(0xffffffff),
  flags: fc.constantFrom('S', 'S.', '.', 'P.', 'F.', 'FP.', 'R', 'R.'),
  window: fc.nat(0xffff),
  options,
  payload: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  checksumError: fc.constantFrom(0, 0, 0, 1),
});
const whole = specs.map((spec) => ({
  ...spec,
  to: spec.from === '192.0.2.10' ? '192.0.2.1' : '2001:db8:0:1::1',
  // A SYN or RST with payload is told by tcpdump in other words.
  payload: /[SR]/.test(spec.flags ?? '') ? Buffer.alloc(0) : (spec.payload ?? Buffer.alloc(0)),
}));

const asTcpdump = async (file: Buffer): Promise<readonly string[]> => {
  const path = join(directory, 'frames.pcap');
  writeFileSync(path, file);
  const { stdout, stderr, code } = await runProgram('tcpdump', ['-nnSvtr', path]);
  expect(code, stderr).toBe(0);
  return stdout
    .trim()
    .split(/\n(?=IP)/)
    .map((text) => heard(text.replace(/\n\s+/g, ' ')));
};

test.each([
  ['pcap', pcapOf],
  ['pcapng', pcapngOf],
] as const)(
  'decodes the TCP of a %s file as tcpdump does',
  async (_, write) => {
    await fc.assert(
      fc.asyncProperty(fc.array(whole, { minLength: 20, maxLength: 60 }), async (all) => {
        const file = write(all.map((spec) => frameOf(spec)));
        const read = new CaptureReader().push(file);
        const ours = (read.ok ? read.value : []).map((frame) => {
          const decoded = decode(frame);
          return decoded.kind === 'tcp' ? told(decoded.segment) : decoded.kind;
        });
        expect(ours).toEqual(await asTcpdump(file));
      }),
      { numRuns: 15 },
    );
  },
  60_000,
);
