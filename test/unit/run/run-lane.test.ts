import { expect, test } from 'vitest';
import type { PlannedTest } from '../../../harness/plan/plan.js';
import { runLane, TestQueue, type LaneWork } from '../../../harness/run/run-lane.js';

const planned = (name: string): PlannedTest => ({
  id: `suite::binary::${name}`,
  suite: 'suite',
  binary: 'binary',
  name,
  criteria: [],
  wire: 'none',
  ealProcesses: 1,
  timeoutSeconds: 30,
  provenFrom: 'virtual',
});

const queueOf = (names: string, lanes: number): TestQueue =>
  new TestQueue(names.split('').map(planned), lanes);

/** Work that writes down what is asked of it; a run ends one turn after it has said that its process runs. */
const noted = (log: string[], stopAfter?: string): LaneWork<void> => {
  let stopped = false;
  return {
    ready: ({ name }) => log.push(`ready ${name}`),
    run: async ({ name }, started) => {
      log.push(`run ${name}`);
      started();
      await Promise.resolve();
      stopped = name === stopAfter;
      log.push(`end ${name}`);
    },
    conclude: ({ name }) => {
      log.push(`conclude ${name}`);
      return Promise.resolve();
    },
    discard: () => {
      log.push('discard');
      return Promise.resolve();
    },
    stopped: () => stopped,
  };
};

test('while a test runs, the one before is read and the one after is made ready', async () => {
  const log: string[] = [];
  await runLane(queueOf('abc', 1), noted(log));
  expect(log).toEqual([
    ...['run a', 'ready b', 'end a'],
    ...['run b', 'conclude a', 'ready c', 'end b'],
    ...['run c', 'conclude b', 'end c'],
    ...['conclude c', 'discard'],
  ]);
});

test('a busy lane leaves the last tests to whichever lane is free first', async () => {
  const log: string[] = [];
  await runLane(queueOf('abc', 2), noted(log));
  expect(log.filter((line) => line.startsWith('ready'))).toEqual(['ready b']);
  expect(log.filter((line) => line.startsWith('conclude'))).toEqual([
    'conclude a',
    'conclude b',
    'conclude c',
  ]);
});

test('what was made ready for a test that no longer runs is taken down', async () => {
  const log: string[] = [];
  await runLane(queueOf('abc', 1), noted(log, 'a'));
  expect(log).toEqual(['run a', 'ready b', 'end a', 'conclude a', 'discard']);
});

test('a queue gives every test once', () => {
  const queue = queueOf('abcd', 3);
  const names = [queue.takeAhead(), queue.takeAhead(), queue.takeAhead(), queue.take(), queue.take()];
  expect(names.map((one) => one?.name)).toEqual(['a', 'b', undefined, 'c', 'd']);
  expect(queue.take()).toBeUndefined();
});
