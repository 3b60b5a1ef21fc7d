import { stringify } from 'smol-toml';
import { z } from 'zod';
import { err, ok, type Result } from '../../lib/core/result.js';
import { writeAtomic } from '../../lib/files/atomic.js';
import { isFile } from '../../lib/files/stat.js';
import { readChecked } from '../../lib/files/structured.js';
import { signature } from '../config/signed.js';
import type { EventOf } from '../record/event.js';

type Warning = EventOf<'checked'>['warnings'][number];

const baselineSchema = z.strictObject({
  /** `rustc --version` of the check the warnings are from: another compiler may warn of other things. */
  toolchain: z.string(),
  ...signature,
  warning: z
    .array(
      z.strictObject({
        code: z.string().optional(),
        message: z.string(),
        file: z.string().optional(),
        source: z.string(),
      }),
    )
    .default([]),
});
/** Warnings of a subject that a person has accepted, or is asked to. */
export type Baseline = z.infer<typeof baselineSchema>;

const HEAD = `# The warnings of \`cargo check\` that are no news (AC-16). Written by \`dpdk-conformance baseline record\`, which never signs:
# read the warnings below; when they may stay, fill in your name and today's date (YYYY-MM-DD).
`;

/** Reads a baseline; undefined when there is no such file. Trouble is told in words. */
export const readBaseline = async (path: string): Promise<Result<Baseline | undefined, string>> => {
  if (!isFile(path)) return ok(undefined);
  const read = await readChecked(path, baselineSchema);
  return read.ok ? read : err(read.error.message);
};

const isSame = (a: readonly Warning[], b: readonly Warning[]): boolean =>
  JSON.stringify(a.map(key).sort()) === JSON.stringify(b.map(key).sort());

const key = ({ code, message, file, source }: Warning): string =>
  JSON.stringify([code, message, file, source]);

/**
 * Writes the warnings of a check as the baseline. A sign-off is kept only when it was given for exactly these warnings.
 * Throws the system's error.
 * @returns true when the file carries a sign-off.
 */
export const recordBaseline = async (
  path: string,
  toolchain: string,
  warnings: readonly Warning[],
  old: Baseline | undefined,
): Promise<boolean> => {
  const kept = old !== undefined && isSame(old.warning, warnings);
  const { reviewer, date } = kept ? old : { reviewer: '', date: '' };
  const baseline = { toolchain, reviewer, date, warning: warnings };
  await writeAtomic(path, `${HEAD}\n${stringify(baseline)}`);
  return reviewer !== '' && date !== '';
};
