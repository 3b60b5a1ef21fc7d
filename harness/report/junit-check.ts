import { visibleLine } from '../../lib/term/visible.js';
import { childrenOf, type XmlElement } from '../../lib/xml/element.js';
import type { JudgedTest } from '../record/judgement.js';
import { junitKind } from './junit-case.js';

const kindOf = (testcase: XmlElement): string => {
  if (childrenOf(testcase, 'skipped').length > 0) return 'skipped';
  return childrenOf(testcase, 'failure').length > 0 ? 'bad' : 'passed';
};

const expectedKind = (test: JudgedTest): string => {
  const kind = junitKind(test.verdict);
  return kind === 'failure' || kind === 'error' ? 'bad' : kind;
};

const differ = (what: string, seen: string | undefined, expected: string): string[] =>
  seen === expected ? [] : [`${what}: saw ${seen ?? 'none'}, expected ${expected}`];

/**
 * Compares what tap-junit made of the TAP with the judged tests: their number, names, order and kind, and its own counts.
 * @returns every difference in words; empty when nothing was lost.
 */
export const junitDifferences = (root: XmlElement, tests: readonly JudgedTest[]): readonly string[] => {
  const [suite] = childrenOf(root, 'testsuite');
  const cases = suite === undefined ? [] : childrenOf(suite, 'testcase');
  const kinds = tests.map(expectedKind);
  const bad = kinds.filter((kind) => kind === 'bad').length;
  const skipped = kinds.filter((kind) => kind === 'skipped').length;
  return [
    ...differ('testcases', `${cases.length}`, `${tests.length}`),
    ...differ('tests', root.attributes['tests'], `${tests.length}`),
    ...differ('failures', root.attributes['failures'], `${bad}`),
    ...differ('skipped', suite?.attributes['skipped'] ?? '0', `${skipped}`),
    ...tests.flatMap((test, index) => {
      const testcase = cases[index];
      if (testcase === undefined) return [];
      return [
        ...differ(`name of test ${index + 1}`, testcase.attributes['name'], visibleLine(test.id)),
        ...differ(`verdict of ${test.id}`, kindOf(testcase), expectedKind(test)),
      ];
    }),
  ];
};
