import { describe, expect, it, test } from 'vitest';
import { certificateOf, type Certificate } from '../../../harness/criteria/certificate.js';
import { gate } from '../../../harness/criteria/gate.js';
import type { RunEvent } from '../../../harness/record/event.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { ELSEWHERE, realRelease, virtualRelease } from '../../rig/release.js';

const certificate = (...runs: readonly (readonly RunEvent[])[]): Certificate =>
  certificateOf(runs.map((events, index) => ({ name: ['a', 'b'][index] ?? '', ...reportInput(events) })));

const open = ({ criteria, beyond }: Certificate): readonly string[] =>
  [...criteria, ...beyond].flatMap(({ id, verdict }) => (verdict === 'met' ? [] : [`${id} ${verdict}`]));

const broken = { finished: { outcome: { kind: 'exited', code: 101 } as const } };

/** The run as if one of its tests had not been possible there. */
const blocked = (events: readonly RunEvent[], name: string): RunEvent[] => {
  const test = `tcp_dpdk::tcp_dpdk::${name}`;
  const cause = { id: 'lab-address-not-offered', seen: 'x', expected: 'y', fix: 'z' };
  return events.flatMap((event): RunEvent[] => {
    if (event.event === 'plan')
      return [event, { event: 'blocked', time: event.time, scope: 'test', test, cause }];
    return 'test' in event && event.test === test ? [] : [event];
  });
};

describe('a release', () => {
  it('is certified by a run in the virtual lab and one on a NIC', () => {
    const both = certificate(virtualRelease(), realRelease());
    expect(open(both)).toEqual([]);
    expect(both.certified).toBe(true);
    const by = new Map(both.criteria.map(({ id, shownBy }) => [id, shownBy]));
    expect([by.get('AC-1'), by.get('AC-3'), by.get('AC-0.2'), by.get('AC-0.5')]).toEqual([
      'a',
      'a',
      'b',
      'b',
    ]);
    expect(both.criteria.find(({ id }) => id === 'AC-0.5')?.grade).toBe('real');
  });
  it('is not by either alone', () => {
    expect(open(certificate(virtualRelease()))).toEqual(['AC-0.2 unproven', 'AC-0.5 unproven']);
    expect([...open(certificate(realRelease()))].sort()).toEqual(
      ELSEWHERE.map((id) => `${id} unproven`).sort(),
    );
    for (const run of [virtualRelease(), realRelease()]) expect(certificate(run).certified).toBe(false);
    const reasons = certificate(realRelease()).criteria.flatMap((one) =>
      ELSEWHERE.includes(one.id) ? one.reasons : [],
    );
    expect(new Set(reasons)).toEqual(
      new Set([expect.stringMatching(/^a: it has tests that want a wire of this harness/)]),
    );
  });
  it.each([
    ['on the NIC', virtualRelease(), realRelease({ test_set_ttl: broken }), 'b: '],
    ['in the virtual lab', virtualRelease({ test_set_ttl: broken }), realRelease(), 'a: '],
  ])('is not when what one run meets failed in the other, %s', (_, virtual, real, by) => {
    const both = certificate(virtual, real);
    expect(open(both)).toContain('AC-8 failed');
    expect(both.criteria.find(({ id }) => id === 'AC-8')).toMatchObject({
      shownBy: undefined,
      grade: 'none',
      reasons: [expect.stringMatching(`^${by}`)],
    });
    expect(both.certified).toBe(false);
  });
  it('is not when evidence of one run is lacking, whatever the other has', () => {
    const blind = realRelease().filter(
      (event) => !(event.event === 'sockets' && event.test.includes('set_ttl')),
    );
    expect(open(certificate(virtualRelease(), blind))).toContain('AC-8 inconclusive');
  });
  it('is not by a run that did not end', () => {
    const cut = realRelease().filter(({ event }) => event !== 'run-finished');
    const both = certificate(virtualRelease(), cut);
    expect(both.runs.map(({ ended }) => ended)).toEqual([true, false]);
    expect(both.certified).toBe(false);
  });
  it('is not when something beyond the 24 failed', () => {
    const both = certificate(virtualRelease({ test_loss: broken }), realRelease());
    expect(both.criteria.every(({ verdict }) => verdict === 'met')).toBe(true);
    expect(open(both)).toEqual(['X-LOSS failed']);
    expect(both.certified).toBe(false);
  });
  it('is not when something beyond the 24 was blocked, and nobody else showed it', () => {
    const both = certificate(blocked(virtualRelease(), 'test_loss'), realRelease());
    expect(open(both)).toEqual(['AC-0.1 blocked', 'X-LOSS blocked']);
    expect(both.certified).toBe(false);
  });
  it('is when what was blocked in one run is shown by the other', () => {
    const both = certificate(virtualRelease(), blocked(realRelease(), 'test_echo_one_mebibyte'));
    expect(open(certificate(blocked(realRelease(), 'test_echo_one_mebibyte')))).toContain(
      'X-INTEGRITY blocked',
    );
    expect(open(both)).toEqual([]);
    expect(both.certified).toBe(true);
  });
  it('is not by no run', () => {
    expect(certificate().certified).toBe(false);
  });
});

test('a whole run on a NIC ends with 0, but cannot be certified by itself', () => {
  const { record, judgement } = reportInput(realRelease());
  expect(gate(record, judgement, { certify: false })).toBe(0);
  expect(gate(record, judgement, { certify: true })).toBe(1);
});
