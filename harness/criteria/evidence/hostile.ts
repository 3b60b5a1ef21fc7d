import type { TestRecord } from '../../record/record.js';
import { holds, missing, type Contribution } from './contribution.js';

/** A test of a hostile peer proves something only when the peer was hostile. */
export const hostileEvidence = ({ planned, frames }: TestRecord): Contribution => {
  if (planned.hostile !== true) return holds();
  const seen = frames.find(({ hostile }) => hostile !== undefined)?.hostile;
  if (seen === undefined) {
    const why = frames.find(({ hostileProblem }) => hostileProblem !== undefined)?.hostileProblem;
    return missing(`nothing shows that a hostile host was on its wire${why === undefined ? '' : `: ${why}`}`);
  }
  if (seen.connections === 0) return missing('the hostile host was on its wire, and nobody connected to it');
  return holds(`hostile host: ${seen.frames} frames, ${seen.hostile} of them against the rules`);
};
