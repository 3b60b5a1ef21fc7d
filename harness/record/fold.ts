import { combine } from './combine.js';
import type { EventOf, RunEvent } from './event.js';
import { foldRun } from './fold-run.js';
import { eventsOfParts } from './order.js';
import type { RunRecord } from './record.js';

/** The event with the files it names where they lie beside the merged record. */
const placed = (event: RunEvent, directory: string): RunEvent => {
  if (event.event === 'frames' && event.capture !== undefined)
    return { ...event, capture: `${directory}/${event.capture}` };
  if (event.event !== 'test-finished') return event;
  const { output } = event;
  return {
    ...event,
    output: {
      ...output,
      stdout: `${directory}/${output.stdout}`,
      stderr: `${directory}/${output.stderr}`,
    },
  };
};

const foldMerged = (
  header: EventOf<'merged'>,
  events: readonly RunEvent[],
  notes: readonly string[],
): RunRecord => {
  const found = eventsOfParts(header, events);
  const parts = header.parts.map(({ directory, events: count, notes: odd }, index) => {
    const own = found[index] ?? [];
    const lost =
      own.length === count ? [] : [`the merged record has ${own.length} of its ${count} lines: it was cut`];
    return foldRun(
      own.map((event) => placed(event, directory)),
      [...odd, ...lost],
    );
  });
  return combine(parts, [...header.notes, ...notes]);
};

/**
 * Folds the events of a record, in the order written. Total: any list of events gives a record. The parts of a merged record are folded each by
 * itself, so that what one run showed never stands in for what another lacks.
 */
export const foldRecord = (events: readonly RunEvent[], notes: readonly string[] = []): RunRecord => {
  const [first] = events;
  return first?.event === 'merged' ? foldMerged(first, events, notes) : foldRun(events, notes);
};
