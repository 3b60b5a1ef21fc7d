import { readLines } from '../../lib/files/open.js';
import { isSystemError } from '../../lib/files/problem.js';
import { TraceReader, type SocketsEvidence, type TraceContext } from './trace-reader.js';

/** What the launcher said of the trace (its `trace` event). */
export interface TraceReport {
  readonly bytes: number;
  readonly droppedBytes: number;
  /** The tracer ended by itself, after every traced process. */
  readonly ended: boolean;
}

/**
 * Evidence E2: the sockets a test's process tree made, read from its strace file. Never rejects: what cannot be read is a `problem`,
 * and then the evidence is not complete. `report` is undefined when the launcher said nothing of the trace.
 */
export const readSockets = async (
  file: string,
  report: TraceReport | undefined,
  context: TraceContext,
): Promise<SocketsEvidence> => {
  const reader = new TraceReader(context);
  try {
    for await (const line of readLines(file)) reader.add(line);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return reader.finish(`the trace cannot be read: ${error.message}`);
  }
  return reader.finish(defect(report));
};

const defect = (report: TraceReport | undefined): string | undefined => {
  if (report === undefined) return 'the launcher did not tell how the trace ended';
  if (report.droppedBytes > 0)
    return `the trace was longer than is kept: ${report.droppedBytes} bytes are missing`;
  return report.ended ? undefined : 'the tracer did not run to its end';
};
