import { findCriterion } from '../criteria/catalogue.js';
import { EXAMINED_CRITERIA } from '../criteria/static/required.js';
import type { SuiteDefinition } from '../plan/suite.js';
import type { Mutant } from './planted.js';

/** FNV-1a, 32 bits: the same sample for the same name, on every machine. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return value;
};

/**
 * A criterion beside those a mutant names, of the same suite: it costs one test or two and shows how far the defect reaches. Undefined
 * where the suite has no other.
 */
export const sampleFor = (mutant: Mutant, suites: readonly SuiteDefinition[]): string | undefined => {
  const home = suites.find((suite) =>
    suite.tests.some((test) => test.criteria.some((id) => mutant.criteria.includes(id))),
  );
  const others = [...new Set((home?.tests ?? []).flatMap((test) => test.criteria))].filter(
    (id) => !mutant.criteria.includes(id) && findCriterion(id)?.wholeSuite !== true,
  );
  return others[hash(mutant.name) % Math.max(1, others.length)];
};

/** Criteria named by a mutant that neither a test of the suites nor a look at the subject shows: nothing could turn red for them. */
export const unknownCriteria = (mutant: Mutant, suites: readonly SuiteDefinition[]): readonly string[] => {
  const tested = suites.flatMap((suite) => suite.tests.flatMap((test) => test.criteria));
  const known = new Set<string>([...tested, ...EXAMINED_CRITERIA]);
  return mutant.criteria.filter((id) => !known.has(id));
};
