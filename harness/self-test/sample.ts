import { findCriterion } from '../criteria/catalogue.js';
import { EXAMINED_CRITERIA } from '../criteria/static/required.js';
import type { SuiteDefinition, TestDefinition } from '../plan/suite.js';
import type { Mutant } from './planted.js';

/** FNV-1a, 32 bits: the same sample for the same name, on every machine. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return value;
};

/** A sample costs no more tests than this. */
const MOST_TESTS = 2;

/** No test that states how long it takes, or whose wire is made slow. */
const isQuick = ({ timeoutSeconds, impairment }: TestDefinition): boolean =>
  timeoutSeconds === undefined && impairment === undefined;

/**
 * A criterion beside those a mutant names, of the same test program: it costs a few tests, no further build, and shows how far the defect
 * reaches. Undefined where the program has no other.
 */
export const sampleFor = (mutant: Mutant, suites: readonly SuiteDefinition[]): string | undefined => {
  const tests = suites.flatMap((suite) => suite.tests);
  const of = (id: string): readonly TestDefinition[] => tests.filter((test) => test.criteria.includes(id));
  const home = mutant.criteria.flatMap(of)[0]?.binary;
  const others = [...new Set(tests.flatMap(({ criteria }) => criteria))].filter(
    (id) =>
      !mutant.criteria.includes(id) &&
      findCriterion(id)?.wholeSuite !== true &&
      of(id).length <= MOST_TESTS &&
      of(id).every((test) => test.binary === home && isQuick(test)),
  );
  return others[hash(mutant.name) % Math.max(1, others.length)];
};

/** The suites with the tests of a criterion before all others. */
export const sampleFirst = (
  suites: readonly SuiteDefinition[],
  sample: string | undefined,
): readonly SuiteDefinition[] => {
  if (sample === undefined) return suites;
  const rank = ({ criteria }: TestDefinition): number => (criteria.includes(sample) ? 0 : 1);
  return suites.map((suite) => ({ ...suite, tests: suite.tests.toSorted((a, b) => rank(a) - rank(b)) }));
};

/** Criteria named by a mutant that neither a test of the suites nor a look at the subject shows: nothing could turn red for them. */
export const unknownCriteria = (mutant: Mutant, suites: readonly SuiteDefinition[]): readonly string[] => {
  const tested = suites.flatMap((suite) => suite.tests.flatMap((test) => test.criteria));
  const known = new Set<string>([...tested, ...EXAMINED_CRITERIA]);
  return mutant.criteria.filter((id) => !known.has(id));
};
