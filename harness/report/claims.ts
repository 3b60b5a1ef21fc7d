import { auditSuite, isAuditSuite } from '../criteria/audited.js';
import type { JudgedCriterion, JudgedTest } from '../record/judgement.js';
import type { RunRecord } from '../record/record.js';

/** One criterion: what the crate says of itself, and what was shown. */
export interface ClaimLine {
  readonly criterion: JudgedCriterion;
  /** Undefined: its task file has no box for it, or it has no task file. */
  readonly claim: { readonly ticked: boolean; readonly at: string } | undefined;
  /** `kept`: claimed and shown; `refuted`: claimed, and the opposite was shown; `open`: neither; `unclaimed`. */
  readonly standing: 'kept' | 'refuted' | 'open' | 'unclaimed';
}

const standing = (
  verdict: JudgedCriterion['verdict'],
  ticked: boolean | undefined,
): ClaimLine['standing'] => {
  if (ticked !== true) return 'unclaimed';
  if (verdict === 'met') return 'kept';
  return verdict === 'failed' ? 'refuted' : 'open';
};

/** Every criterion beside the crate's own box for it, in the order of the catalogue. */
export const claimLines = (record: RunRecord, criteria: readonly JudgedCriterion[]): readonly ClaimLine[] =>
  criteria.map((criterion) => {
    const claim = record.crate?.claims.find(({ id }) => id === criterion.id);
    return {
      criterion,
      claim: claim === undefined ? undefined : { ticked: claim.ticked, at: `${claim.file}:${claim.line}` },
      standing: standing(criterion.verdict, claim?.ticked),
    };
  });

/** A kernel socket of one of the crate's own tests beside the lines of its source that can have made it. */
export interface SocketLine {
  readonly test: string;
  readonly calls: readonly string[];
  readonly source: readonly string[];
}

/** Own tests that opened kernel TCP sockets. */
export const socketLines = (record: RunRecord): readonly SocketLine[] =>
  record.tests
    .filter(({ planned }) => isAuditSuite(planned.suite))
    .flatMap((test) => {
      const calls = test.sockets.flatMap(({ kernelTcp }) => kernelTcp.map(({ text }) => text));
      if (calls.length === 0) return [];
      const source = (test.planned.kernelTcp ?? []).map(({ file, line, item }) => `${file}:${line} ${item}`);
      return [{ test: test.planned.name, calls, source }];
    });

/** Own tests and those of this package's suites. */
export const splitTests = (
  tests: readonly JudgedTest[],
): { readonly own: readonly JudgedTest[]; readonly ours: readonly JudgedTest[] } => ({
  own: tests.filter(({ suite }) => isAuditSuite(suite)),
  ours: tests.filter(({ suite }) => !isAuditSuite(suite)),
});

/** Words for the scan of each of the crate's own test files. */
export const scanLines = (record: RunRecord): readonly string[] =>
  (record.crate?.testFiles ?? []).map(({ name, suite, path }) => {
    if (path === undefined) return `${name}.rs: the crate has no such test`;
    const scans = record.scans.filter((scan) => scan.suite === auditSuite(suite));
    if (scans.length === 0) return `${path}: not looked at`;
    const found = scans.flatMap(({ findings }) => findings);
    if (found.length === 0) return `${path}: nothing found`;
    const places = (rule: string): string =>
      found
        .filter((finding) => finding.rule === rule)
        .map(({ line, item }) => `${line} ${item}`)
        .join(', ');
    return `${path}: ${['kernel-tcp', 'silent-skip']
      .filter((rule) => places(rule) !== '')
      .map((rule) => `${rule} at ${places(rule)}`)
      .join('; ')}`;
  });
