import { runConnection } from './connection.js';
import type { ControlReply, ControlRequest } from './protocol.js';

/** Carries out one request: all its connections at the same time, one `connected` each, then one `done`. Never rejects. */
export const runJob = async (
  request: ControlRequest,
  signal: AbortSignal,
  reply: (reply: ControlReply) => void,
): Promise<void> => {
  const outcomes = await Promise.all(
    Array.from({ length: request.connections }, () =>
      runConnection(request, signal, (local, remote) => {
        reply({ id: request.id, event: 'connected', local, remote });
      }),
    ),
  );
  const digests = new Set(outcomes.map((outcome) => outcome.sha256));
  const [sha256] = digests.size === 1 ? [...digests] : [];
  const error = outcomes.find((outcome) => outcome.error !== undefined)?.error;
  reply({
    id: request.id,
    event: 'done',
    ok: error === undefined,
    sent: outcomes.reduce((sum, outcome) => sum + outcome.sent, 0),
    received: outcomes.reduce((sum, outcome) => sum + outcome.received, 0),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(error === undefined ? {} : { error }),
  });
};
