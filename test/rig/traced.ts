import { CaptureReader, TraceBuilder, type Scene, type Trace } from '../../lib/pcap/index.js';
import { frameOf, pcapOf, type FrameSpec } from './segments.js';

const DUT = '192.0.2.10';
const DUT6 = '2001:db8:0:1::10';

/** The trace of these frames, through a capture file. */
export const traced = (frames: readonly Buffer[]): Trace => {
  const reader = new CaptureReader();
  const builder = new TraceBuilder();
  const read = reader.push(pcapOf(frames));
  if (!read.ok) throw new Error(read.error);
  for (const frame of read.value) builder.add(frame);
  const [end, trace] = [reader.end(), builder.finish()];
  if (!end.ok) throw new Error(end.error);
  if (!trace.ok) throw new Error(trace.error);
  return trace.value;
};

/** A scene of these segments in which the device under test has the lab's addresses. */
export const sceneOf = (...specs: readonly FrameSpec[]): Scene => ({
  trace: traced(specs.map((spec) => frameOf(spec))),
  stations: { dut: [DUT, DUT6] },
});

/** One side of a conversation between the device under test (port 50000) and the peer (port 7). */
export const out = (spec: FrameSpec): FrameSpec => spec;
export const back = (spec: FrameSpec): FrameSpec => ({
  from: '192.0.2.1',
  to: DUT,
  fromPort: 7,
  toPort: 50_000,
  ...spec,
});

/** SYN, SYN-ACK and ACK with these options; the device's numbers begin at 1000, the peer's at 5000. */
export const handshake = (
  there: readonly number[] = [],
  answer: readonly number[] = [],
): readonly FrameSpec[] => [
  out({ flags: 'S', sequence: 1000, options: there, window: 4096 }),
  back({ flags: 'S.', sequence: 5000, acknowledgement: 1001, options: answer, window: 8192 }),
  out({ flags: '.', sequence: 1001, acknowledgement: 5001, window: 4096 }),
];
