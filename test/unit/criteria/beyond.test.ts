import { expect, test } from 'vitest';
import { beyondTitle } from '../../../harness/criteria/beyond.js';
import { findCriterion } from '../../../harness/criteria/catalogue.js';
import { suites } from '../../../suites/index.js';

const named = [...new Set(suites.flatMap((suite) => suite.tests.flatMap((test) => test.criteria)))];

test('the suites name criteria of the 24 or declared ones beyond them', () => {
  expect(named.length).toBeGreaterThan(10);
  for (const id of named.filter((each) => findCriterion(each) === undefined)) {
    expect(id).toMatch(/^X-[A-Z0-9-]+$/);
    expect(beyondTitle(id), `${id} has no title`).not.toBe(id.slice(2).replaceAll('-', ' ').toLowerCase());
  }
});

test('a test that proves one of the 24 has the name the catalogue gives it', () => {
  const tests = suites.flatMap((suite) => suite.tests);
  for (const planned of tests) {
    for (const id of planned.criteria) {
      const criterion = findCriterion(id);
      if (criterion?.test !== undefined) expect(planned.name).toBe(criterion.test);
    }
  }
});

test('an id without a declared title is told in its own words', () => {
  expect(beyondTitle('X-H-SYN-FLOOD')).toBe('h syn flood');
});
