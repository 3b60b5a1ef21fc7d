import { readChunks } from '../../lib/files/open.js';
import { attempt } from '../../lib/files/problem.js';
import { CaptureReader, evaluate, TraceBuilder, type Assertion, type Trace } from '../../lib/pcap/index.js';
import { err, type Result } from '../../lib/core/result.js';
import type { EventOf } from '../record/event.js';
import { dut } from '../plan/stations.js';
import { withoutLeftovers } from './leftovers.js';

/** What a `frames` event says of the statements about frames. */
export type AssertedEvidence = Pick<EventOf<'frames'>, 'asserted' | 'assertedProblem'>;

const readTrace = async (
  path: string,
  names: ReadonlyMap<string, string>,
): Promise<Result<Trace, string>> => {
  const reader = new CaptureReader();
  const builder = new TraceBuilder(undefined, names);
  for await (const chunk of readChunks(path)) {
    const frames = reader.push(chunk);
    if (!frames.ok) return frames;
    for (const frame of frames.value) builder.add(frame);
  }
  const end = reader.end();
  return end.ok ? builder.finish() : end;
};

/**
 * Holds statements about frames against a capture (evidence E5). Never rejects: a capture that cannot be read gives no result, and says why.
 * @param addresses those of the device under test, without prefix length
 * @param names what the statements call addresses of the capture, where that is another name
 */
export const assertOnCapture = async (
  assertions: readonly Assertion[],
  capture: string,
  addresses: readonly string[],
  names: ReadonlyMap<string, string> = new Map(),
): Promise<AssertedEvidence> => {
  if (assertions.length === 0) return {};
  const read = await attempt('read', capture, () => readTrace(capture, names));
  const trace = read.ok ? read.value : err(read.error.message);
  if (!trace.ok) return { assertedProblem: `the capture cannot be judged: ${trace.error}` };
  const device = addresses.map((address) => names.get(address) ?? address);
  const facts = evaluate(assertions, {
    trace: withoutLeftovers(trace.value, device),
    stations: { [dut.name]: device },
  });
  return { asserted: facts.map((fact) => ({ ...fact })) };
};
