import { CRITERION_VERDICTS, type CriterionVerdict } from './verdict.js';

/** One finding about a criterion: a verdict and its reasons. A criterion is judged by the worst of its findings. */
export interface Finding {
  readonly verdict: CriterionVerdict;
  readonly reasons: readonly string[];
}

const rank = (verdict: CriterionVerdict): number => CRITERION_VERDICTS.indexOf(verdict);

/** The worst of the findings, with the reasons of all that are as bad; of no finding: unproven. */
export const worstFinding = (findings: readonly Finding[]): Finding => {
  const worst = Math.max(...findings.map((finding) => rank(finding.verdict)));
  const verdict = CRITERION_VERDICTS[worst];
  if (verdict === undefined) return { verdict: 'unproven', reasons: ['nothing was looked at'] };
  const reasons = findings
    .filter((finding) => finding.verdict === verdict)
    .flatMap((finding) => finding.reasons);
  return { verdict, reasons: [...new Set(reasons)] };
};
