import { openForWrite, type OutputFile } from '../../lib/files/open.js';
import type { RunEvent } from '../record/event.js';

/** Someone who is told every event when it has been written. */
export type RunListener = (event: RunEvent) => void;

/** One member of the union without its time, which the recorder adds. */
type Untimed<E> = E extends RunEvent ? Omit<E, 'time'> : never;

/** Writes an event; the time is added here. */
export type Emit = (event: Untimed<RunEvent>) => void;

/** Events after which the record is synced to the disk: a power cut then loses nothing that was said before them. */
const BOUNDARIES: readonly RunEvent['event'][] = [
  'run-started',
  'plan',
  'blocked',
  'test-finished',
  'interrupted',
  'run-finished',
];

/** The open record of a run. */
export interface Recorder {
  readonly path: string;
  readonly emit: Emit;
  /** Every event so far, for the summary; what a test printed is never among them. */
  readonly events: readonly RunEvent[];
  close(): void;
}

/**
 * Opens `run.jsonl` anew. Each event is one whole line, handed to the kernel before `emit` returns, so that a reader sees whole lines
 * whenever the harness dies. Throws the system's error when the file cannot be made.
 */
export const openRecorder = (path: string, listeners: readonly RunListener[]): Recorder => {
  const file: OutputFile = openForWrite(path, 'truncate');
  const events: RunEvent[] = [];
  return {
    path,
    events,
    emit: (untimed) => {
      const { event: name, ...rest } = untimed;
      const event = { event: name, time: new Date().toISOString(), ...rest } as RunEvent;
      file.write(`${JSON.stringify(event)}\n`);
      if (BOUNDARIES.includes(name)) file.sync();
      events.push(event);
      for (const listener of listeners) listener(event);
    },
    close: () => {
      file.sync();
      file.close();
    },
  };
};
