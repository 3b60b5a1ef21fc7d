import { setMaxListeners } from 'node:events';
import { PEER_LIMITS } from '../limits.js';
import type { Service } from '../service.js';
import { runJob } from './job.js';
import { lineCutter } from './lines.js';
import { parseRequest, type ControlReply } from './protocol.js';

const refusal = (id: number | null, error: string, message: string): ControlReply => ({
  id,
  event: 'done',
  ok: false,
  sent: 0,
  received: 0,
  error,
  message,
});

/** Connects back to the device under test on request; see {@link file://./protocol.ts}. */
export const control: Service = {
  name: 'control',
  promise:
    'JSON lines: connects to the address in each request, does what it says and reports; closing it ends all jobs',
  handle: (socket) => {
    const abort = new AbortController();
    // One listener a connection; their number is bounded by the limits on jobs and on connections of a job.
    setMaxListeners(0, abort.signal);
    const cut = lineCutter(PEER_LIMITS.controlLineBytes);
    let jobs = 0;
    const reply = (answer: ControlReply): void => {
      if (socket.destroyed || !socket.writable) return;
      socket.write(`${JSON.stringify(answer)}\n`);
      // Who asks on and on without reading the answers must not fill the memory.
      if (socket.writableLength > PEER_LIMITS.controlBacklogBytes) socket.resetAndDestroy();
    };
    const take = (line: string): void => {
      const parsed = parseRequest(line);
      if ('problem' in parsed) {
        reply(refusal(parsed.id, 'BAD_REQUEST', parsed.problem));
        return;
      }
      if (jobs >= PEER_LIMITS.controlJobs) {
        reply(refusal(parsed.request.id, 'TOO_MANY_JOBS', `at most ${PEER_LIMITS.controlJobs} at a time`));
        return;
      }
      jobs += 1;
      void runJob(parsed.request, abort.signal, reply).then(() => {
        jobs -= 1;
      });
    };
    socket.on('data', (chunk) => {
      const lines = cut(chunk);
      if (lines === undefined) socket.resetAndDestroy();
      else lines.forEach(take);
    });
    socket.on('end', () => {
      abort.abort();
      socket.end();
    });
    socket.on('close', () => {
      abort.abort();
    });
  },
};
