import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judged, testOf } from '../rig/judged.js';
import { aTest, type TestStory } from '../rig/record.js';
import { aRun } from '../rig/records.js';

const NAME = 'test_set_ttl';
const WORDS = ['every segment has ttl 42', 'there is no RST', 'the number of FINs is 1'];
const impairment = { seed: 5, lossPercent: 3 };
const impaired = { frames: 50, lost: 2, dropped: 0, duplicated: 0, reordered: 0, corrupted: 0, unsent: 0 };

const verdictOf = (frames: TestStory['frames']): string => {
  const planned = aTest('tcp_dpdk', NAME, ['AC-8'], {
    wire: { frames: WORDS },
    impairment,
    hostile: true,
  });
  return testOf(judged(aRun({ [NAME]: frames === undefined ? {} : { frames } }, [planned])), NAME).verdict;
};

const facts = fc.array(
  fc.record({ what: fc.constantFrom(...WORDS), held: fc.boolean(), seen: fc.constant('what it was') }),
  { maxLength: 6 },
);

test('a pass needs every statement held, none refuted, and every disturbance shown', () => {
  const whole = { asserted: WORDS.map((what) => ({ what, held: true, seen: '1' })), impaired };
  const hostile = { connections: 1, hostile: 3, frames: 9 };
  expect(verdictOf({ ...whole, hostile })).toBe('pass');
  fc.assert(
    fc.property(facts, fc.boolean(), fc.boolean(), (asserted, relay, host) => {
      const verdict = verdictOf({ asserted, ...(relay ? { impaired } : {}), ...(host ? { hostile } : {}) });
      const shown = WORDS.every((what) => asserted.some((fact) => fact.what === what));
      const refuted = asserted.some(({ held }) => !held);
      expect(verdict).toBe(refuted ? 'fail' : shown && relay && host ? 'pass' : 'inconclusive');
    }),
  );
});
