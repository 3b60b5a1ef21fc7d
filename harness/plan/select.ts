import type { Cause } from '../../lib/core/cause.js';
import { nearest } from '../../lib/core/nearest.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { CATALOGUE, findCriterion } from '../criteria/catalogue.js';
import { EXAMINED_BEYOND } from '../criteria/static/required.js';
import type { SuiteDefinition, TestDefinition } from './suite.js';

/** What the user asked for. An empty list asks for everything. */
export interface Selection {
  readonly suites: readonly string[];
  readonly criteria: readonly string[];
}

/** A suite with those of its tests that are wanted. */
export interface SelectedSuite {
  readonly suite: SuiteDefinition;
  readonly tests: readonly TestDefinition[];
}

const unknown = (what: string, flag: string, name: string, known: readonly string[]): Cause => {
  const near = nearest(name, known);
  return {
    id: `unknown-${what}`,
    seen: `${flag} ${name}`,
    expected: `one of ${known.join(', ')}`,
    fix: near === undefined ? `leave ${flag} out to take all` : `did you mean ${flag} ${near}?`,
  };
};

/** Every id `--criterion` takes: the 24, those the suites' tests name beyond them, and those shown without tests. */
export const knownCriteria = (suites: readonly SuiteDefinition[]): readonly string[] => {
  const beyond = suites.flatMap((suite) => suite.tests.flatMap((test) => test.criteria));
  return [...new Set([...CATALOGUE.map((criterion) => criterion.id), ...beyond, ...EXAMINED_BEYOND])];
};

const proves = (suite: SuiteDefinition, test: TestDefinition, id: string): boolean => {
  const criterion = findCriterion(id);
  const whole = criterion?.scan === true || criterion?.wholeSuite === true;
  return test.criteria.includes(id) || (whole && criterion.suite === suite.name);
};

/** Applies `--suite` and `--criterion`. An unknown name is an error that lists the known ones; suites left without a test are dropped. */
export const select = (
  suites: readonly SuiteDefinition[],
  selection: Selection,
): Result<readonly SelectedSuite[], Cause> => {
  const names = suites.map((suite) => suite.name as string);
  const stranger = selection.suites.find((name) => !names.includes(name));
  if (stranger !== undefined) return err(unknown('suite', '--suite', stranger, names));
  const criteria = knownCriteria(suites);
  const strangeId = selection.criteria.find((id) => !criteria.includes(id));
  if (strangeId !== undefined) return err(unknown('criterion', '--criterion', strangeId, criteria));
  const wanted = (suite: SuiteDefinition, test: TestDefinition): boolean =>
    selection.criteria.length === 0 || selection.criteria.some((id) => proves(suite, test, id));
  return ok(
    suites
      .filter((suite) => selection.suites.length === 0 || selection.suites.includes(suite.name))
      .map((suite) => ({ suite, tests: suite.tests.filter((test) => wanted(suite, test)) }))
      .filter(({ tests }) => tests.length > 0),
  );
};
