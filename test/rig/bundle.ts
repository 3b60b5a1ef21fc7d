import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunEvent } from '../../harness/record/event.js';
import { renderReport, reportFilesOf } from '../../harness/report/formats.js';
import { reportInput } from '../../harness/report/from-record.js';
import { recordText } from './merged.js';

const write = (path: string, content: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};

/** Writes the folder that a run with these events leaves, and returns its path. Files of tests hold the name of the folder and their own. */
export const writeBundle = async (
  folder: string,
  name: string,
  events: readonly RunEvent[],
): Promise<string> => {
  const at = join(folder, name);
  const input = reportInput(events);
  write(join(at, 'run.jsonl'), recordText(events));
  for (const [format, file] of reportFilesOf(input)) write(join(at, file), await renderReport(format, input));
  for (const { frames, finished } of input.record.tests) {
    for (const { capture } of frames)
      if (capture !== undefined) write(join(at, capture), `${name} ${capture}`);
    for (const { output } of finished)
      for (const file of [output.stdout, output.stderr]) write(join(at, file), `${name} ${file}`);
  }
  return at;
};
