import { describe, expect, test } from 'vitest';
import type { PlannedTest } from '../../../harness/plan/plan.js';
import { judged, testOf } from '../../rig/judged.js';
import { aTest, type TestStory } from '../../rig/record.js';
import { aRun } from '../../rig/records.js';

const NAME = 'test_set_ttl';
const WHAT = 'every segment from the device under test has ttl 42';
const OTHER = 'there is no RST';
const verdictOf = (
  change: Partial<PlannedTest>,
  frames: TestStory['frames'],
): { verdict: string; reasons: string } => {
  const planned = aTest('tcp_dpdk', NAME, ['AC-8'], change);
  const story = frames === undefined ? {} : { frames };
  const { verdict, reasons } = testOf(judged(aRun({ [NAME]: story }, [planned])), NAME);
  return { verdict, reasons: reasons.join('\n') };
};

describe('statements about frames', () => {
  const stated = { wire: { frames: [WHAT, OTHER] } };
  const ttl = { what: WHAT, held: true, seen: '5 segments' };
  const other = { what: OTHER, held: true, seen: '0 segments' };

  test('that hold speak for the test', () => {
    const { verdict, reasons } = verdictOf(stated, { asserted: [ttl, other] });
    expect(verdict).toBe('pass');
    expect(reasons).toContain('2 statements about its frames hold');
  });

  test('that do not hold refute it, with what was expected and seen', () => {
    const broken = { ...ttl, held: false, seen: '5 of 5 segments otherwise: ttl 64' };
    const { verdict, reasons } = verdictOf(stated, { asserted: [broken, other] });
    expect(verdict).toBe('fail');
    expect(reasons).toContain(`expected that ${WHAT}; saw 5 of 5 segments otherwise: ttl 64`);
    expect(verdictOf(stated, { asserted: [ttl, other, broken] }).verdict).toBe('fail');
    expect(verdictOf(stated, { asserted: [broken] }).verdict).toBe('fail');
  });

  test('without a result prove nothing', () => {
    expect(verdictOf(stated, {}).verdict).toBe('inconclusive');
    expect(verdictOf(stated, { asserted: [ttl] }).reasons).toContain('no result for 1 of 2 statements');
    const { verdict, reasons } = verdictOf(stated, { assertedProblem: 'the capture cannot be judged: cut' });
    expect(verdict).toBe('inconclusive');
    expect(reasons).toContain(
      'no result for 2 of 2 statements about its frames: the capture cannot be judged: cut',
    );
  });

  test('that the plan does not name do not count', () => {
    const broken = { ...ttl, held: false };
    expect(verdictOf({ wire: {} }, { asserted: [broken] }).verdict).toBe('pass');
  });
});

describe('a wire that was to be impaired', () => {
  const impairment = {
    seed: 7,
    lossPercent: 5,
    drop: [{ from: 'dut', kind: 'syn', first: 1, last: 1 }],
  } as const;
  const impaired = { frames: 90, lost: 4, dropped: 1, duplicated: 0, reordered: 0, corrupted: 0, unsent: 0 };

  test('and was speaks for the test, with the seed', () => {
    const { verdict, reasons } = verdictOf({ impairment }, { impaired });
    expect(verdict).toBe('pass');
    expect(reasons).toContain('wire impaired (seed 7): of 90 frames 5 lost');
  });

  test.each([
    ['nothing is known of it', {}, 'nothing shows that its wire was impaired as ordered'],
    [
      'the relay failed',
      { impairmentProblem: 'wire-relay: no such interface' },
      'wire-relay: no such interface',
    ],
    [
      'the dice never fell',
      { impaired: { ...impaired, lost: 0 } },
      'the wire was to lose segments, and did not',
    ],
    ['the exact frame never came', { impaired: { ...impaired, dropped: 0 } }, 'lose certain segments'],
    ['no frame went through it', { impaired: { ...impaired, frames: 0 } }, 'no frame went through the relay'],
  ])('proves nothing when %s', (_, frames, reason) => {
    const { verdict, reasons } = verdictOf({ impairment }, frames);
    expect(verdict).toBe('inconclusive');
    expect(reasons).toContain(reason);
  });
});
