import { EXAMINED_CRITERIA, type ExaminedCriterion } from '../criteria/static/required.js';
import type { RunOptions } from './options.js';

/** The criteria shown without tests that a run looks at: those asked for; all of them when neither criterion nor suite is. */
export const examinesOf = ({ criteria, settings }: RunOptions): readonly ExaminedCriterion[] => {
  if (criteria.length > 0) return EXAMINED_CRITERIA.filter((id) => criteria.includes(id));
  return settings.suites.value.length > 0 ? [] : EXAMINED_CRITERIA;
};
