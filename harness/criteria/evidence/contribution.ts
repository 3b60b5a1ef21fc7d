import { worse, type TestVerdict } from '../verdict.js';

/**
 * What one kind of evidence says about one test. With `pass` the reasons are the facts that speak for it; with any other
 * verdict they say what was seen and what was expected.
 */
export interface Contribution {
  readonly verdict: TestVerdict;
  readonly reasons: readonly string[];
}

/** Evidence that speaks for the test. */
export const holds = (...facts: string[]): Contribution => ({ verdict: 'pass', reasons: facts });

/** Evidence that is not there or not whole: nothing is proven. */
export const missing = (...reasons: string[]): Contribution => ({ verdict: 'inconclusive', reasons });

/** Evidence against the test. */
export const refutes = (...reasons: string[]): Contribution => ({ verdict: 'fail', reasons });

/** All contributions as one: the worst verdict; the reasons of that side only (facts of a pass, or everything against it). */
export const combine = (parts: readonly Contribution[]): Contribution => {
  const verdict = parts.map((part) => part.verdict).reduce(worse, 'pass');
  const speaking = verdict === 'pass' ? parts : parts.filter((part) => part.verdict !== 'pass');
  const rank = (part: Contribution): number => (worse(part.verdict, verdict) === part.verdict ? 0 : 1);
  const ordered = [...speaking].sort((a, b) => rank(a) - rank(b));
  return { verdict, reasons: [...new Set(ordered.flatMap((part) => part.reasons))] };
};
