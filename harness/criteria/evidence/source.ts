import type { EventOf } from '../../record/event.js';
import type { RunRecord } from '../../record/record.js';
import type { Finding } from '../finding.js';

type Scan = EventOf<'scanned'>;
type ScanFinding = Scan['findings'][number];

type Allowance = Scan['allowances'][number];

const hasExpired = (scan: Scan, allowance: Allowance): boolean =>
  scan.time.slice(0, 10) > allowance.expires.slice(0, 10);

/** An allowance speaks for one item of one file until the day it expires (that day included). */
const covers = (scan: Scan, allowance: Allowance, finding: ScanFinding): boolean =>
  allowance.file === finding.file && allowance.item === finding.item && !hasExpired(scan, allowance);

const isAllowed = (scan: Scan, finding: ScanFinding): boolean =>
  scan.allowances.some((allowance) => covers(scan, allowance, finding));

/** Allowances for a file of this scan that nobody needs, or needs no longer, in words. Those for files of other suites are theirs to judge. */
const staleAllowances = (scan: Scan): readonly string[] =>
  scan.allowances
    .filter(({ file }) => scan.files.some(({ path }) => path === file))
    .flatMap((allowance) => {
      const name = `the allowance of ${allowance.item} in ${allowance.file}`;
      if (hasExpired(scan, allowance)) return [`${name} expired on ${allowance.expires}: remove it`];
      return scan.findings.some((finding) => covers(scan, allowance, finding))
        ? []
        : [`${name} covers no finding: remove it`];
    });

/** What the linked programs of a suite import of kernel TCP, in words; nothing when they import none of it. */
const advisory = (record: RunRecord, suite: string): string => {
  const linked = record.linked.filter((event) => event.suite === suite && event.imports.length > 0);
  const programs = linked.map(({ binary, imports }) => `${binary} imports ${imports.join(', ')}`);
  return programs.length === 0 ? '' : ` (advisory, it names no line: ${programs.join('; ')})`;
};

const stem = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.rs$/, '');

/** E1: a suite's sources were scanned, every planned test binary's file among them, and nothing was found beyond allowances. */
export const sourceFinding = (record: RunRecord, suite: string): Finding => {
  const scans = record.scans.filter((scan) => scan.suite === suite);
  const files = new Map(scans.flatMap((scan) => scan.files).map((file) => [file.path, file.sha256]));
  const found = scans.flatMap((scan) => scan.findings.filter((finding) => !isAllowed(scan, finding)));
  const [first] = found;
  if (first !== undefined) {
    const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
    return {
      verdict: 'failed',
      reasons: [`${first.file}:${first.line}:${first.column} ${first.rule}: ${first.message}${more}`],
    };
  }
  const stale = scans.flatMap(staleAllowances);
  if (stale.length > 0) return { verdict: 'failed', reasons: stale };
  if (files.size === 0) return { verdict: 'inconclusive', reasons: ['its sources were not scanned'] };
  const stems = new Set([...files].filter(([, sha256]) => sha256 !== '').map(([path]) => stem(path)));
  const unseen = record.tests.find((test) => test.planned.suite === suite && !stems.has(test.planned.binary));
  if (unseen !== undefined) {
    return { verdict: 'inconclusive', reasons: [`the scan did not read ${unseen.planned.binary}.rs`] };
  }
  const allowed = scans.flatMap((scan) => scan.findings.filter((finding) => isAllowed(scan, finding))).length;
  const grant = allowed === 0 ? '' : ` but for ${allowed} finding(s) under an allowance`;
  return {
    verdict: 'met',
    reasons: [
      `${files.size} file${files.size === 1 ? '' : 's'} scanned, clean${grant}${advisory(record, suite)}`,
    ],
  };
};
