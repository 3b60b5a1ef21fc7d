import { CRITERION_VERDICTS, TEST_VERDICTS } from '../criteria/verdict.js';
import type { JudgedCriterion, JudgedTest, Judgement } from '../record/judgement.js';

/** A criterion or test whose verdict is not the same in two judgements; `undefined` where it does not exist. */
export interface Change {
  readonly kind: 'criterion' | 'test';
  readonly id: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Judged = JudgedCriterion | JudgedTest;

const changes = (kind: Change['kind'], before: readonly Judged[], after: readonly Judged[]): Change[] => {
  const old = new Map(before.map((judged) => [judged.id, judged.verdict]));
  const young = new Map(after.map((judged) => [judged.id, judged.verdict]));
  return [...new Set([...old.keys(), ...young.keys()])]
    .filter((id) => old.get(id) !== young.get(id))
    .map((id) => ({ kind, id, before: old.get(id), after: young.get(id) }));
};

/** What changed from one judgement to another, criteria first, in the order of the first. */
export const diffJudgements = (before: Judgement, after: Judgement): readonly Change[] => [
  ...changes('criterion', [...before.criteria, ...before.beyond], [...after.criteria, ...after.beyond]),
  ...changes('test', before.tests, after.tests),
];

const rank = ({ kind }: Change, verdict: string): number =>
  (kind === 'criterion' ? CRITERION_VERDICTS : TEST_VERDICTS).findIndex((one) => one === verdict);

/** True for what is worse than before, or is no longer there. */
export const isWorse = (change: Change): boolean => {
  const { before, after } = change;
  return before !== undefined && (after === undefined || rank(change, after) > rank(change, before));
};

/** The changes as text, one a line; one sentence when there is none. */
export const diffText = (found: readonly Change[]): string =>
  found.length === 0
    ? 'no verdict changed\n'
    : found
        .map((change) => {
          const { id, before, after } = change;
          return `${isWorse(change) ? 'worse' : '     '}  ${id}: ${before ?? 'absent'} → ${after ?? 'absent'}\n`;
        })
        .join('');
