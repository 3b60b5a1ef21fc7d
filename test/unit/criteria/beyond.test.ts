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

test('among the tests that prove one of the 24 is the one the catalogue names', () => {
  const tests = suites.flatMap((suite) => suite.tests);
  for (const id of named) {
    const criterion = findCriterion(id);
    if (criterion?.test === undefined) continue;
    const proving = tests.filter(({ criteria }) => criteria.includes(id)).map(({ name }) => name);
    expect(proving).toContain(criterion.test);
  }
});

test('the words of a test’s statements about frames differ, or a result could not be told from another', () => {
  for (const { wire, name } of suites.flatMap((suite) => suite.tests)) {
    const words = wire === 'none' ? [] : (wire.frames ?? []).map(({ text }) => text);
    expect(new Set(words).size, name).toBe(words.length);
  }
});

test('an id without a declared title is told in its own words', () => {
  expect(beyondTitle('X-NEVER-HEARD-OF')).toBe('never heard of');
});
