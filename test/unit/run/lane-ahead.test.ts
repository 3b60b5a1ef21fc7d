import { expect, test } from 'vitest';
import { ok } from '../../../lib/core/result.js';
import type { LanePlan } from '../../../harness/plan/plan.js';
import type { ReadyLane } from '../../../harness/run/lane.js';
import { LaneAhead } from '../../../harness/run/lane-ahead.js';

const ONE_PORT: LanePlan = { index: 3, cores: [1], ports: 1 };

/** Lanes that write down when they come up and go down. */
const noted = (log: string[]): LaneAhead =>
  new LaneAhead((plan) => {
    const name = `${String(plan.index)} with ${String(plan.ports)} port(s)`;
    log.push(`up ${name}`);
    const lane = { plan, close: () => Promise.resolve(log.push(`down ${name}`)) };
    return Promise.resolve(ok(lane as unknown as ReadyLane));
  });

test('a lane that was begun is the one the plan gets, once', async () => {
  const log: string[] = [];
  const ahead = noted(log);
  ahead.begin(ONE_PORT);
  const [first, second] = [await ahead.open(ONE_PORT), await ahead.open({ ...ONE_PORT })];
  await ahead.close();
  expect(log).toEqual(['up 3 with 1 port(s)', 'up 3 with 1 port(s)']);
  expect(first).not.toBe(second);
});

test('another lane is none of its business', async () => {
  const log: string[] = [];
  const ahead = noted(log);
  ahead.begin(ONE_PORT);
  await ahead.open({ ...ONE_PORT, index: 4 });
  await ahead.close();
  expect(log).toEqual(['up 3 with 1 port(s)', 'up 4 with 1 port(s)', 'down 3 with 1 port(s)']);
});

test('where the plan wants another one in its place, it is taken down before that is brought up', async () => {
  const log: string[] = [];
  const ahead = noted(log);
  ahead.begin(ONE_PORT);
  await ahead.open({ ...ONE_PORT, ports: 2 });
  await ahead.close();
  expect(log).toEqual(['up 3 with 1 port(s)', 'down 3 with 1 port(s)', 'up 3 with 2 port(s)']);
});

test('nothing was begun, so there is nothing to take down', async () => {
  const log: string[] = [];
  await noted(log).close();
  expect(log).toEqual([]);
});
