import { CATALOGUE } from '../criteria/catalogue.js';
import type { SelectedSuite } from '../plan/select.js';
import type { TestDefinition } from '../plan/suite.js';

/** A selection without what no cable between hosts can be ordered to do. */
export interface CableSelection {
  readonly selected: readonly SelectedSuite[];
  /** Criteria that lost a test: this cable can show none of them. */
  readonly elsewhere: readonly string[];
}

const wantsWireOfOurs = ({ impairment, hostile }: TestDefinition): boolean =>
  impairment !== undefined || hostile === true;

/** Criteria about every test of a suite, where every test of it was selected. */
const ofAllTests = ({ suite, tests }: SelectedSuite): readonly string[] =>
  tests.length < suite.tests.length
    ? []
    : CATALOGUE.filter(
        (criterion) =>
          criterion.suite === suite.name && (criterion.scan === true || criterion.wholeSuite === true),
      ).map(({ id }) => id);

const lostBy = (selected: SelectedSuite): readonly string[] => {
  const lost = selected.tests.filter(wantsWireOfOurs);
  return lost.length === 0 ? [] : [...ofAllTests(selected), ...lost.flatMap(({ criteria }) => criteria)];
};

/** Leaves out tests for which frames are lost, delayed or sent by a hostile host, and suites that have no other. */
export const onCable = (selected: readonly SelectedSuite[]): CableSelection => ({
  selected: selected
    .map(({ suite, tests }) => ({ suite, tests: tests.filter((test) => !wantsWireOfOurs(test)) }))
    .filter(({ tests }) => tests.length > 0),
  elsewhere: [...new Set(selected.flatMap(lostBy))],
});
