import type { JudgedCriterion, Judgement } from '../record/judgement.js';
import { partsOf, type RunRecord } from '../record/record.js';
import { worstFinding } from './finding.js';
import type { CriterionVerdict, Profile } from './verdict.js';

/** A run a release is certified by, judged by itself. */
export interface CertifyingRun {
  /** How the user calls it. */
  readonly name: string;
  readonly record: RunRecord;
  readonly judgement: Judgement;
}

/** A criterion as all the runs have it. */
export interface CertifiedCriterion {
  readonly id: string;
  readonly title: string;
  readonly verdict: CriterionVerdict;
  /** Grade of the evidence in the run that meets it; `none` where none does. */
  readonly grade: string;
  /** The run that meets it. */
  readonly shownBy: string | undefined;
  readonly reasons: readonly string[];
}

/** What several runs show of one subject. */
export interface Certificate {
  readonly runs: readonly {
    readonly name: string;
    readonly runId: string | undefined;
    readonly profile: Profile | undefined;
    readonly time: string | undefined;
    readonly ended: boolean;
  }[];
  readonly criteria: readonly CertifiedCriterion[];
  readonly beyond: readonly CertifiedCriterion[];
  /** All runs ended, all 24 are met, and nothing beyond them is refused. */
  readonly certified: boolean;
}

/** What one run says against a criterion, whatever another shows. */
const AGAINST: readonly CriterionVerdict[] = ['failed', 'inconclusive'];
const REFUSED: readonly CriterionVerdict[] = [...AGAINST, 'blocked'];

interface Said {
  readonly run: string;
  readonly criterion: JudgedCriterion;
}

const together = ({ id, title }: JudgedCriterion, said: readonly Said[]): CertifiedCriterion => {
  const against = said.filter(({ criterion }) => AGAINST.includes(criterion.verdict));
  const met = said.find(({ criterion }) => criterion.verdict === 'met');
  if (against.length === 0 && met !== undefined) {
    const { grade, reasons } = met.criterion;
    return { id, title, verdict: 'met', grade, shownBy: met.run, reasons };
  }
  const { verdict, reasons } = worstFinding(
    (against.length > 0 ? against : said).map(({ run, criterion }) => ({
      verdict: criterion.verdict,
      reasons: criterion.reasons.map((reason) => `${run}: ${reason}`),
    })),
  );
  return { id, title, verdict, grade: 'none', shownBy: undefined, reasons };
};

const combined = (
  runs: readonly CertifyingRun[],
  of: (judgement: Judgement) => readonly JudgedCriterion[],
): readonly CertifiedCriterion[] => {
  const first = new Map<string, JudgedCriterion>();
  const said = runs.flatMap(({ name, judgement }) =>
    of(judgement).map((criterion) => ({ run: name, criterion })),
  );
  for (const { criterion } of said) if (!first.has(criterion.id)) first.set(criterion.id, criterion);
  return [...first.values()].map((one) =>
    together(
      one,
      said.filter(({ criterion }) => criterion.id === one.id),
    ),
  );
};

const hasEnded = (record: RunRecord): boolean =>
  partsOf(record).every(
    ({ finished, planned, interrupted }) => finished !== undefined && planned && interrupted === undefined,
  );

/**
 * What the runs show together: a criterion is met when one of them meets it and none says that it failed or lacks evidence. Each run is judged
 * by itself before: nothing of one counts for a criterion in another. Pure.
 */
export const certificateOf = (runs: readonly CertifyingRun[]): Certificate => {
  const criteria = combined(runs, (judgement) => judgement.criteria);
  const beyond = combined(runs, (judgement) => judgement.beyond);
  const ended = runs.map(({ record }) => hasEnded(record));
  return {
    runs: runs.map(({ name, record: { run } }, index) => ({
      name,
      runId: run?.runId,
      profile: run?.profile,
      time: run?.time,
      ended: ended[index] === true,
    })),
    criteria,
    beyond,
    certified:
      runs.length > 0 &&
      ended.every(Boolean) &&
      criteria.every(({ verdict }) => verdict === 'met') &&
      beyond.every(({ verdict }) => !REFUSED.includes(verdict)),
  };
};
