import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

const JOURNALS = '/run/dpdk-conformance/journals';

/** Lines of the one journal there is; 0 when there is none. */
const journalLines = (wanted: (line: string) => boolean): number => {
  try {
    const [name] = readdirSync(JOURNALS);
    if (name === undefined) return 0;
    return readFileSync(join(JOURNALS, name), 'utf8').split('\n').filter(wanted).length;
  } catch {
    return 0; // not made yet, or just removed
  }
};

/** Resolves true as soon as the journal has `count` such lines; false when `stop` says that it never will. */
export const untilJournal = async (
  count: number,
  stop: () => boolean,
  wanted: (line: string) => boolean = (line) => line !== '',
): Promise<boolean> => {
  while (!stop()) {
    if (journalLines(wanted) >= count) return true;
    await turn();
  }
  return false;
};
