import { join } from 'node:path';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { attempt } from '../../lib/files/problem.js';
import { mkdirp, remove } from '../../lib/files/tree.js';
import { describeOrigin } from '../config/settings.js';
import type { Refusal, RunOptions } from './options.js';
import { openRecorder, type Recorder, type RunListener } from './recorder.js';

/** Name of the record in the output folder. */
export const RECORD_NAME = 'run.jsonl';

/** Makes the output folder, removes what an earlier run of ours left in it, and begins the record. */
export const openRecord = async (
  { settings }: RunOptions,
  listeners: readonly RunListener[],
): Promise<Result<Recorder, Refusal>> => {
  const { value: out, from } = settings.out;
  const opened = await attempt('write', out, async () => {
    await mkdirp(out);
    await remove(join(out, 'tests'));
    return openRecorder(join(out, RECORD_NAME), listeners);
  });
  if (opened.ok) return ok(opened.value);
  return err({
    exitCode: ExitCode.usage,
    cause: {
      id: 'out-not-writable',
      seen: `${opened.error.message} (out comes from: ${describeOrigin(from)})`,
      expected: 'a folder this user may write to',
      fix: 'give another folder with --out',
    },
  });
};
