import type { Recorder } from './recorder.js';
import type { Stop } from './stop.js';

/** Records why a run stops, as soon as it is known and once. */
export const recordStop = ({ emit, events }: Pick<Recorder, 'emit' | 'events'>, { reason }: Stop): void => {
  switch (reason?.kind) {
    case 'signal':
      emit({ event: 'interrupted', signal: reason.signal });
      break;
    case 'host':
    case 'lost':
      emit({ event: 'blocked', scope: reason.kind === 'host' ? 'host' : 'lane', cause: reason.cause });
      break;
    case 'run-timeout': {
      const finished = new Set(
        events.flatMap((event) => (event.event === 'test-finished' ? [event.test] : [])),
      );
      const planned = events.flatMap((event) => (event.event === 'plan' ? event.tests : []));
      for (const { id } of planned.filter((test) => !finished.has(test.id)))
        emit({ event: 'blocked', scope: 'test', test: id, cause: reason.cause });
      break;
    }
    case undefined:
      break;
  }
};
