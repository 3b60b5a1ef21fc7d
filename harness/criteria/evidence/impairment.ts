import type { TestRecord } from '../../record/record.js';
import { holds, missing, type Contribution } from './contribution.js';

/** What a wire was to do, with what it is counted by. */
const ORDERS = [
  ['lossPercent', 'lost', 'lose segments'],
  ['duplicatePercent', 'duplicated', 'repeat segments'],
  ['reorderPercent', 'reordered', 'hold segments back'],
  ['corruptPercent', 'corrupted', 'damage segments'],
] as const;

/** A test on an impaired wire proves something only when the wire was impaired. */
export const impairmentEvidence = ({ planned, frames }: TestRecord): Contribution => {
  const ordered = planned.impairment;
  if (ordered === undefined) return holds();
  const seen = frames.find(({ impaired }) => impaired !== undefined)?.impaired;
  if (seen === undefined) {
    const why = frames.find(({ impairmentProblem }) => impairmentProblem !== undefined)?.impairmentProblem;
    return missing(
      `nothing shows that its wire was impaired as ordered${why === undefined ? '' : `: ${why}`}`,
    );
  }
  const undone = ORDERS.flatMap(([order, count, words]) =>
    (ordered[order] ?? 0) > 0 && seen[count] === 0 ? [words] : [],
  );
  const dropped = (ordered.drop ?? []).length > 0 && seen.dropped === 0 ? ['lose certain segments'] : [];
  const all = [...undone, ...dropped];
  if (all.length > 0)
    return missing(`the wire was to ${all.join(', ')}, and did not in ${seen.frames} frames`);
  if (seen.frames === 0) return missing('no frame went through the relay that was to impair it');
  return holds(
    `wire impaired (seed ${ordered.seed}): of ${seen.frames} frames ${seen.lost + seen.dropped} lost, ${seen.duplicated} repeated, ${seen.reordered} held back, ${seen.corrupted} damaged`,
  );
};
