import type { EventOf } from '../../record/event.js';
import type { RunRecord } from '../../record/record.js';
import type { Finding } from '../finding.js';

type Scan = EventOf<'scanned'>;
type ScanFinding = Scan['findings'][number];

/** An allowance speaks for one item of one file until the day it expires (that day included). */
const isAllowed = (scan: Scan, finding: ScanFinding): boolean =>
  scan.allowances.some(
    (allowance) =>
      allowance.file === finding.file &&
      allowance.item === finding.item &&
      scan.time.slice(0, 10) <= allowance.expires.slice(0, 10),
  );

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
    reasons: [`${files.size} file${files.size === 1 ? '' : 's'} scanned, clean${grant}`],
  };
};
