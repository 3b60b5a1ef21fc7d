import type { Finding } from './finding.js';

/** An explicit exception (SPEC R7): one item in one file, with a reason and a last day. */
export interface ScanAllowance {
  /** Path of the file as findings name it. */
  readonly file: string;
  /** Item exactly as findings name it, e.g. `tokio::net::TcpListener`. */
  readonly item: string;
  readonly reason: string;
  /** Last day it holds, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** Findings left after some allowances, what each one covered, and the allowances that are errors. */
export interface Allowed {
  readonly findings: readonly Finding[];
  readonly used: readonly { readonly allowance: ScanAllowance; readonly findings: readonly Finding[] }[];
  /** One sentence for each allowance that is unused or has expired. */
  readonly errors: readonly string[];
}

/**
 * Applies allowances on a day (`YYYY-MM-DD`). File and item must match exactly. An expired allowance covers nothing; it, and one that
 * covers nothing, is an error: an exception nobody needs any longer must not wait for its next use.
 */
export const applyAllowances = (
  findings: readonly Finding[],
  allowances: readonly ScanAllowance[],
  today: string,
): Allowed => {
  const covers = (allowance: ScanAllowance, finding: Finding): boolean =>
    allowance.expires >= today && allowance.file === finding.file && allowance.item === finding.item;
  const used = allowances.map((allowance) => ({
    allowance,
    findings: findings.filter((finding) => covers(allowance, finding)),
  }));
  const errors = used.flatMap(({ allowance, findings: covered }) => {
    const name = `the allowance of ${allowance.item} in ${allowance.file}`;
    if (allowance.expires < today)
      return [`${name} expired on ${allowance.expires}: remove it, or prove anew that it is needed`];
    return covered.length === 0 ? [`${name} covers no finding: remove it`] : [];
  });
  return {
    findings: findings.filter((finding) => !allowances.some((allowance) => covers(allowance, finding))),
    used: used.filter(({ findings: covered }) => covered.length > 0),
    errors,
  };
};
