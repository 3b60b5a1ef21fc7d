import type { RunRecord } from '../../record/record.js';
import { CATALOGUE } from '../catalogue.js';
import type { Finding } from '../finding.js';
import { someOf } from './required.js';

const awaiting = (...reasons: string[]): Finding => ({ verdict: 'awaiting-review', reasons });

/** Suites whose sources are in scope (SPEC R6). */
const IN_SCOPE = CATALOGUE.flatMap(({ scan, suite }) =>
  scan === true && suite !== undefined ? [suite] : [],
);

/** AC-0.6: a person signed every file the scan of the four suites read, as it is now. */
export const reviewFinding = (record: RunRecord): Finding => {
  const signed = record.reviews.filter(({ problem }) => problem === undefined);
  const broken = record.reviews.flatMap(({ path, problem }) =>
    problem === undefined ? [] : [`${path} does not count: ${problem}`],
  );
  const valid = signed.filter(({ reviewer, date, path }) => reviewer !== '' && date !== '' && path !== '');
  if (valid.length === 0) return awaiting('no sign-off of a person for these files', ...broken);
  const unseen = IN_SCOPE.filter(
    (suite) => !record.scans.some((scan) => scan.suite === suite && scan.files.length > 0),
  );
  if (unseen.length > 0)
    return {
      verdict: 'unproven',
      reasons: unseen.map((suite) => `the files of suite ${suite} were not read in this run`),
    };
  const torn = record.scans.find(({ files, fileCount }) => files.length !== fileCount);
  if (torn !== undefined)
    return {
      verdict: 'unproven',
      reasons: [`the record does not hold all files of suite ${torn.suite}`],
    };
  const files = new Map(
    record.scans.flatMap((scan) => scan.files.map((file) => [`${file.path}\0${file.sha256}`, file] as const)),
  );
  const of = (path: string): readonly string[] =>
    valid.flatMap((review) => review.files.filter((file) => file.path === path).map(({ sha256 }) => sha256));
  const open = [...files.values()].flatMap(({ path, sha256 }) => {
    const hashes = of(path);
    if (path !== '' && sha256 !== '' && hashes.includes(sha256)) return [];
    return [hashes.length === 0 ? `not signed: ${path}` : `stale: ${path} changed after it was signed`];
  });
  if (open.length > 0) return awaiting(...someOf(open, 'files'), ...broken);
  const who = [...new Set(valid.map(({ reviewer, date }) => `${reviewer} on ${date}`))].join(', ');
  return { verdict: 'met', reasons: [`${files.size} files signed by ${who}`] };
};
