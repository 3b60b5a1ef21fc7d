import { expect, test } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { advance, NO_PROGRESS, type Progress } from '../../../harness/report/progress.js';
import { progressReporter } from '../../../harness/report/progress-reporter.js';
import { statusLines, timeLeft } from '../../../harness/report/progress-status.js';
import { PLAIN } from '../../../lib/term/style.js';
import { plainOutput } from '../../../lib/term/live.js';
import { at, aTest, plan, runStarted } from '../../rig/record.js';
import {
  aRun,
  conformantRun,
  hostBlockedRun,
  impostorRun,
  interruptedRun,
  RECORDS,
  TESTS,
  troubledRun,
} from '../../rig/records.js';

const told = (events: readonly RunEvent[]): string => {
  let text = '';
  const output = plainOutput((written) => {
    text += written;
  });
  const clock = { now: 0 };
  const reporter = progressReporter(output, PLAIN, () => clock.now);
  for (const event of events) {
    clock.now = Date.parse(event.time);
    reporter.take(event);
  }
  reporter.end();
  return text;
};

const after = (events: readonly RunEvent[]): Progress =>
  events.reduce((progress, event) => advance(progress, event).progress, NO_PROGRESS);

test('a run is told line by line', () => {
  const text = told(conformantRun());
  expect(text).toContain('judging reference in profile virtual, run 3f7a\n');
  expect(text).toContain('8 tests on 1 lane\n');
  expect(text).toContain('built suites in 8.4 s\n');
  expect(text).toContain('passed 1/8 tcp_dpdk test_connect_with_socket_addr (412 ms), about 3.0 s left\n');
  expect(text.match(/passed \d\/8/g)).toHaveLength(8);
});

test('an exit status of 0 is not told as a pass', () => {
  const text = told(impostorRun());
  expect(text).not.toContain('passed');
  expect(text).toContain('failed 1/8 tcp_dpdk test_connect_with_socket_addr');
});

test('a test is told when its evidence is whole, not when its process ends', () => {
  const events = conformantRun();
  const end = events.findIndex((event) => event.event === 'test-finished');
  const lacking = events.slice(0, end + 1).filter((event) => event.event !== 'sockets');
  expect(told(lacking)).not.toContain('1/8');
  const rest = events.slice(end + 1);
  expect(told([...lacking, ...rest])).toContain('inconclusive 1/8 tcp_dpdk test_connect_with_socket_addr');
});

test.each(Object.entries(RECORDS))('%s: no control character of a test is told, and no cause', (_, build) => {
  const events = build();
  const text = told(events);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(text).not.toContain('dpdk-missing');
  const ended = events.filter((event) => event.event === 'test-finished').length;
  expect(after(events).settled).toHaveLength(ended);
});

test('trouble, a stop and a blocked host are told as they are', () => {
  expect(told(troubledRun())).toContain('timed out 3/8 tcp_dpdk test_connect_refused (30.0 s)');
  expect(told(interruptedRun())).toContain('interrupted by SIGINT; putting the host back as it was');
  expect(told(hostBlockedRun())).not.toContain('passed');
});

test('the status says what runs, what passed and how long it will take', () => {
  const events = conformantRun();
  const third = events.findIndex((event) => event.event === 'test-started' && event.test === TESTS[2]?.id);
  const progress = after(events.slice(0, third + 1));
  const now = Date.parse(at(12.3));
  expect(statusLines(progress, now)).toEqual([
    '2 of 8 done, 2 passed, about 2 s left',
    'lane 0: tcp_dpdk test_connect_refused (300 ms)',
  ]);
  expect(statusLines(after(events), now)).toEqual([]);
});

test('a build under way is the status', () => {
  expect(
    statusLines(after([runStarted(), { event: 'build-started', time: at(1), target: 'suites' }]), 0),
  ).toEqual(['building suites']);
});

test('the time left comes from earlier runs, is shared among lanes, and is unknown at first', () => {
  const tests = [aTest('tcp_dpdk', 'a', []), aTest('tcp_dpdk', 'b', [])];
  const progress = after([runStarted(), plan(tests, 2)]);
  expect(timeLeft(progress, 0, new Map())).toBeUndefined();
  const earlier = new Map(tests.map((planned, index) => [planned.id, 1000 * (index + 1)]));
  expect(timeLeft(progress, 0, earlier)).toBe(1500);
});

test('events of tests nobody planned change nothing', () => {
  const stray = aRun().filter((event) => event.event !== 'plan');
  expect(after(stray).settled).toEqual([]);
});
