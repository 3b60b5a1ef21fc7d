import type { JudgedTest } from '../record/judgement.js';
import type { RunRecord } from '../record/record.js';
import { PROFILES, type Profile } from './verdict.js';

const rank = (profile: Profile): number => PROFILES.indexOf(profile);

/** True when `seen` is a weaker grade of evidence than `needed`. */
export const isWeaker = (seen: Profile, needed: Profile): boolean => rank(seen) < rank(needed);

/** The profile of the run; the weakest when the record does not say. */
export const profileOf = (record: RunRecord): Profile => record.run?.profile ?? 'virtual';

/** The weakest profile that may tick a criterion: what it needs itself, and what each of its tests needs. */
export const provenFrom = (record: RunRecord, needs: Profile, tests: readonly JudgedTest[]): Profile => {
  const ids = new Set(tests.map((test) => test.id));
  return record.tests
    .filter((test) => ids.has(test.planned.id))
    .map((test) => test.planned.provenFrom)
    .reduce((most, next) => (isWeaker(most, next) ? next : most), needs);
};
