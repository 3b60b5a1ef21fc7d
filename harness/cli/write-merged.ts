import { join, sep } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { writeAtomic } from '../../lib/files/atomic.js';
import { copyRegularFile } from '../../lib/files/copy.js';
import { attempt } from '../../lib/files/problem.js';
import { resolveLinks } from '../../lib/files/stat.js';
import { mkdirp, remove } from '../../lib/files/tree.js';
import type { MergedRecord } from '../record/merge.js';

/** What was written. */
export interface WrittenMerge {
  readonly recordPath: string;
  /** Parts, from 1, whose record names files that are not beside it, and how many. */
  readonly missing: readonly { readonly part: number; readonly count: number }[];
}

/** Copies a file that is below `folder`, links followed; false when it is not there. */
const bring = async (folder: string, file: string, to: string): Promise<boolean> => {
  const source = await resolveLinks(join(folder, file));
  return source.startsWith(folder + sep) && copyRegularFile(source, to);
};

/**
 * Writes a merged record into `out` and copies the files it names to it, so that the folder can be moved by itself; what an earlier merge copied
 * there is removed. `folders` are those of the records that were given, links resolved.
 */
export const writeMerged = async (
  out: string,
  folders: readonly string[],
  { text, parts }: MergedRecord,
): Promise<Result<WrittenMerge, Cause>> => {
  const recordPath = join(out, 'run.jsonl');
  const written = await attempt('write', out, async () => {
    await mkdirp(out);
    await remove(join(out, 'parts'));
    const missing: { part: number; count: number }[] = [];
    for (const [index, { given, from, to, files }] of parts.entries()) {
      let count = 0;
      for (const file of files)
        if (!(await bring(folders[given] ?? '', join(from, file), join(out, to, file)))) count += 1;
      if (count > 0) missing.push({ part: index + 1, count });
    }
    await writeAtomic(recordPath, text);
    return missing;
  });
  return written.ok
    ? ok({ recordPath, missing: written.value })
    : err({
        id: 'out-not-writable',
        seen: written.error.message,
        expected: 'a folder this user may write to',
        fix: 'give another folder with --out',
      });
};
