import type { TestRecord } from '../../record/record.js';
import { holds, type Contribution } from './contribution.js';

/** Processes that outlived the test. */
export const leakEvidence = (test: TestRecord): Contribution => {
  const leaked = test.finished.flatMap((finished) => finished.leaked);
  if (leaked.length === 0) return holds();
  const names = leaked.slice(0, 3).map((process) => `${process.command} (pid ${process.pid})`);
  const more = leaked.length > 3 ? ` and ${leaked.length - 3} more` : '';
  return { verdict: 'leaked', reasons: [`left processes behind: ${names.join(', ')}${more}`] };
};
