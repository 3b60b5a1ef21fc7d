import { expect, test } from 'vitest';
import { CATALOGUE } from '../../../harness/criteria/catalogue.js';

test('the catalogue has the 24 criteria of the specification, in order', () => {
  const zero = ['AC-0.1', 'AC-0.2', 'AC-0.3', 'AC-0.4', 'AC-0.5', 'AC-0.6'];
  const rest = Array.from({ length: 18 }, (_, index) => `AC-${index + 1}`);
  expect(CATALOGUE.map((criterion) => criterion.id)).toEqual([...zero, ...rest]);
});

test('only the Internet criteria need the real profile', () => {
  expect(CATALOGUE.filter((criterion) => criterion.needs === 'real').map(({ id }) => id)).toEqual([
    'AC-0.2',
    'AC-0.5',
  ]);
});
