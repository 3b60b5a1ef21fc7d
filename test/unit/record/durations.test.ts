import { expect, test } from 'vitest';
import { testDurations } from '../../../harness/record/durations.js';

const finished = (name: string, durationMs: unknown): string =>
  JSON.stringify({ event: 'test-finished', time: '2024-01-01T00:00:00.000Z', test: name, durationMs });

test('gives the time of every test that ended', () => {
  const text = [
    JSON.stringify({ event: 'test-started', test: 'a' }),
    finished('a', 12.5),
    finished('b', 3),
  ].join('\n');
  expect([...testDurations(text)]).toEqual([
    ['a', 12.5],
    ['b', 3],
  ]);
});

test('leaves out what cannot be read: a cut line, a time that is none, the words in another event', () => {
  const quoted = JSON.stringify({ event: 'notice', text: finished('c', 1) });
  const text = [finished('a', 'soon'), quoted, finished('b', 1), finished('d', 1).slice(0, -5)].join('\n');
  expect([...testDurations(text)]).toEqual([['b', 1]]);
});
