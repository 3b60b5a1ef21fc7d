import { isAbsolute } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import type { RunEvent } from './event.js';
import { foldRun } from './fold-run.js';
import { disagreement } from './same-run.js';
import { splitRecord, type GivenRecord, type OwnRecord } from './split.js';
import { RECORD_VERSION } from './version.js';

/** Where the files of one part are, and where the merged record looks for them. */
export interface PartFiles {
  /** Index of the record among those given. */
  readonly given: number;
  /** Folder below that of the record; empty: that folder itself. */
  readonly from: string;
  /** Folder below that of the merged record. */
  readonly to: string;
  /** Relative to both. */
  readonly files: readonly string[];
}

/** A merged record and the files it names. */
export interface MergedRecord {
  readonly text: string;
  readonly parts: readonly PartFiles[];
}

/** Files the events name: captures, and what tests printed. */
const filesNamed = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => {
    if (event.event === 'frames') return event.capture === undefined ? [] : [event.capture];
    return event.event === 'test-finished' ? [event.output.stdout, event.output.stderr] : [];
  });

const leadsOut = (file: string): boolean => isAbsolute(file) || file.split(/[/\\]/).includes('..');

const unfit = ({ name, directory, events }: OwnRecord): Cause | undefined => {
  if (events[0]?.event !== 'run-started')
    return {
      id: 'merge-part-unknown',
      seen: `${name}, which does not say what was run: its first line is no beginning of a run`,
      expected: 'the record of a run with its beginning',
      fix: 'run that part again, then merge',
    };
  const file = [directory, ...filesNamed(events)].find(leadsOut);
  return file === undefined
    ? undefined
    : {
        id: 'merge-path-outside',
        seen: `${name}, which names the file ${file}`,
        expected: 'files below the folder of the record',
        fix: 'use an untouched copy of the record',
      };
};

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Records that were given more than once, with what is to be said of it. */
const eachOnce = (
  parts: readonly OwnRecord[],
): { readonly parts: readonly OwnRecord[]; readonly notes: readonly string[] } => {
  const texts = parts.map(({ lines }) => textOf(lines));
  const isFirst = (index: number): boolean => texts.indexOf(texts[index] ?? '') === index;
  return {
    parts: parts.filter((_, index) => isFirst(index)),
    notes: parts
      .filter((_, index) => !isFirst(index))
      .map(({ name }) => `${name} is a record that was given before: it counts once`),
  };
};

/**
 * Puts the records of several runs on one subject together: a line that says so, then the lines of each as they stand. Of a merged record its
 * parts are taken. Refused when they are not parts of one run, as far as they tell. `sha256` is that of a text, in hex.
 */
export const mergeRecords = (
  given: readonly GivenRecord[],
  sha256: (text: string) => string,
): Result<MergedRecord, Cause> => {
  const { parts, notes } = eachOnce(given.flatMap(splitRecord));
  for (const part of parts) {
    const cause = unfit(part);
    if (cause !== undefined) return err(cause);
  }
  const cause = disagreement(parts.map(({ name, events }) => ({ name, record: foldRun(events) })));
  if (cause !== undefined) return err(cause);
  const times = parts.flatMap(({ events }) => events.map(({ time }) => time));
  const folders = parts.map((_, index) => `parts/${index + 1}`);
  const header: RunEvent = {
    event: 'merged',
    recordVersion: RECORD_VERSION,
    time: times.reduce((most, time) => (time > most ? time : most), ''),
    parts: parts.map(({ events, lines, notes: odd }, index) => ({
      runId: events[0]?.event === 'run-started' ? events[0].runId : '',
      directory: folders[index] ?? '',
      events: lines.length,
      sha256: sha256(textOf(lines)),
      notes: [...odd],
    })),
    notes: [...notes],
  };
  return ok({
    text: textOf([JSON.stringify(header), ...parts.flatMap(({ lines }) => lines)]),
    parts: parts.map(({ given: index, directory, events }, part) => ({
      given: index,
      from: directory,
      to: folders[part] ?? '',
      files: [...new Set(filesNamed(events))],
    })),
  });
};
