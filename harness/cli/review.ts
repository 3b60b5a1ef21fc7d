import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { attempt } from '../../lib/files/problem.js';
import { suites } from '../../suites/index.js';
import { loadSettings } from '../config/load.js';
import { scanSuites } from '../run/scan-suites.js';
import { isSigned, readReviews, unsignedFiles, writeDraft, type ReviewedFile } from '../static/review.js';
import type { Cli } from './command.js';

/** What commander makes of `review`'s options. */
export interface ReviewFlags {
  readonly review?: string;
  readonly config?: string;
}

/** Every file the scan of the suites reads, each once: what a person has to read for AC-0.6. */
const filesInScope = async (): Promise<readonly ReviewedFile[]> => {
  const files = new Map<string, ReviewedFile>();
  await scanSuites(
    (event) => {
      if (event.event === 'scanned') for (const file of event.files) files.set(file.path, file);
    },
    suites,
    [],
  );
  return [...files.values()].sort((a, b) => a.path.localeCompare(b.path));
};

/**
 * `review`: shows which of the DPDK test files no person has signed as they are now, and writes a draft of their sign-off. It never
 * signs. Exit code 0 when every file is signed, 1 while a sign-off is wanted.
 */
export const review = async (cli: Cli, flags: ReviewFlags): Promise<ExitCode> => {
  const refuse = (cause: Cause): ExitCode => {
    cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
    return ExitCode.usage;
  };
  const settings = await loadSettings(cli.cwd, { review: flags.review }, flags.config);
  if (!settings.ok) return refuse(settings.error);
  const path = settings.value.review.value;
  const reviews = await readReviews(path);
  if (!reviews.ok)
    return refuse({
      id: 'review-unreadable',
      seen: reviews.error,
      expected: 'sign-offs as `dpdk-conformance review` writes them',
      fix: `mend or remove ${path}`,
    });
  const files = await filesInScope();
  const open = unsignedFiles(files, reviews.value);
  if (open.length === 0) {
    const names = [...new Set(reviews.value.filter(isSigned).map(({ reviewer }) => reviewer))].join(', ');
    cli.out(`${files.length} files, all of them signed as they are now by ${names}.\n`);
    return ExitCode.conformant;
  }
  const written = await attempt('write', path, () => writeDraft(path, reviews.value, open));
  if (!written.ok)
    return refuse({
      id: 'review-not-writable',
      seen: written.error.message,
      expected: 'a file this user may write',
      fix: 'give another file with --review',
    });
  cli.out(
    [
      `${open.length} of ${files.length} files wait for a person:`,
      ...open.map((file) => `  ${file.path}`),
      `Their hashes are in ${path}. Read the files, then fill in reviewer and date there.`,
      '',
    ].join('\n'),
  );
  return ExitCode.criteriaFailed;
};
