import { ExitCode } from '../../lib/core/exit-code.js';
import { openForWrite } from '../../lib/files/open.js';
import { readText } from '../../lib/files/text.js';
import { suites } from '../../suites/index.js';
import { workInGuest } from '../guest/inside.js';
import type { GuestJob } from '../guest/job.js';

/** `guest-work`: does the job, and tells each event as a line of its own. */
export const guestWork = async (path: string, toldPath: string): Promise<ExitCode> => {
  const text = await readText(path);
  if (!text.ok) throw new Error(text.error.message);
  const told = openForWrite(toldPath, 'truncate');
  await workInGuest(JSON.parse(text.value) as GuestJob, suites, (event) => {
    told.write(`${JSON.stringify(event)}\n`);
  });
  told.close();
  return ExitCode.conformant;
};
