import { join } from 'node:path';
import { readText } from '../../lib/files/text.js';
import { styleFor } from '../../lib/term/colour.js';
import { plainOutput, terminalOutput } from '../../lib/term/live.js';
import { testDurations } from '../record/durations.js';
import { progressReporter, type ProgressReporter } from '../report/progress-reporter.js';
import type { Cli } from './command.js';

/** How long each test took in the run whose record lies in the folder; empty when there is none that can be read. */
const earlierDurations = async (out: string): Promise<ReadonlyMap<string, number>> => {
  const text = await readText(join(out, 'run.jsonl'));
  return text.ok ? testDurations(text.value) : new Map();
};

/** Progress of a run on stderr: in place on a terminal, plain lines anywhere else. `out` is the folder of the coming record. */
export const showProgress = async (cli: Cli, out: string): Promise<ProgressReporter> => {
  const { isTerminal, columns } = cli.terminal.stderr;
  const moving = isTerminal && cli.env['TERM'] !== 'dumb' && cli.env['CI'] === undefined;
  const output = moving ? terminalOutput(cli.note, columns) : plainOutput(cli.note);
  return progressReporter(output, styleFor(cli.env, isTerminal), Date.now, await earlierDurations(out));
};
