import { stringify } from 'smol-toml';
import { z } from 'zod';
import { err, ok, type Result } from '../../lib/core/result.js';
import { writeAtomic } from '../../lib/files/atomic.js';
import { isFile } from '../../lib/files/stat.js';
import { readChecked } from '../../lib/files/structured.js';
import { signature } from '../config/signed.js';

const fileSchema = z.strictObject({ path: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const reviewSchema = z.strictObject({
  review: z.array(z.strictObject({ ...signature, files: z.array(fileSchema) })).default([]),
});

/** A file as it was read, by its content. */
export type ReviewedFile = z.infer<typeof fileSchema>;
/** One sign-off; unsigned while the reviewer or the date is empty. */
export type Review = z.infer<typeof reviewSchema>['review'][number];

const HEAD = `# Sign-off of the DPDK test files by a person (AC-0.6). Written by \`dpdk-conformance review\`, which never signs.
# Read every file listed in a [[review]] without a name; then fill in your name and today's date (YYYY-MM-DD) there. A sign-off
# holds for the files as they were then: when one changes, its hash no longer fits and it has to be read again.
`;

/** Reads the sign-offs of a review file; none when there is no such file. Trouble is told in words. */
export const readReviews = async (path: string): Promise<Result<readonly Review[], string>> => {
  if (!isFile(path)) return ok([]);
  const read = await readChecked(path, reviewSchema);
  return read.ok ? ok(read.value.review) : err(read.error.message);
};

/** True for a sign-off that carries a name and a date. */
export const isSigned = ({ reviewer, date }: Review): boolean => reviewer !== '' && date !== '';

/** The files no sign-off covers as they are now. */
export const unsignedFiles = (
  files: readonly ReviewedFile[],
  reviews: readonly Review[],
): readonly ReviewedFile[] => {
  const signed = new Set(
    reviews
      .filter(isSigned)
      .flatMap((review) => review.files.map(({ path, sha256 }) => `${path}\0${sha256}`)),
  );
  return files.filter(({ path, sha256 }) => !signed.has(`${path}\0${sha256}`));
};

/** Writes the sign-offs there are, and a new one without a name for the files that need one. Throws the system's error. */
export const writeDraft = async (
  path: string,
  reviews: readonly Review[],
  open: readonly ReviewedFile[],
): Promise<void> => {
  const draft = { reviewer: '', date: '', files: open };
  const review = [...reviews.filter(isSigned), ...(open.length === 0 ? [] : [draft])];
  await writeAtomic(path, `${HEAD}\n${stringify({ review })}`);
};
