import type { PlannedTest } from '../plan/plan.js';

/** Tests still to be run, shared by the lanes of a phase. */
export class TestQueue {
  readonly #tests: PlannedTest[];
  readonly #lanes: number;

  constructor(tests: readonly PlannedTest[], lanes: number) {
    this.#tests = [...tests];
    this.#lanes = lanes;
  }

  /** The next test, or undefined when none is left. */
  take(): PlannedTest | undefined {
    return this.#tests.shift();
  }

  /** The next test for a lane that is still busy; undefined when so few are left that another lane may be idle for it. */
  takeAhead(): PlannedTest | undefined {
    return this.#tests.length < this.#lanes ? undefined : this.take();
  }
}

/** What a lane does with a test. */
export interface LaneWork<R> {
  /** Begins to make the surroundings of the test that runs next, while another one runs. */
  readonly ready: (test: PlannedTest) => void;
  /** Runs it and calls `started` once its process runs; resolves when its process tree has gone and the lane is free again. */
  readonly run: (test: PlannedTest, started: () => void) => Promise<R>;
  /** Reads what it left and records it. */
  readonly conclude: (test: PlannedTest, result: R) => Promise<void>;
  /** Takes down the surroundings of a test that is not run after all. */
  readonly discard: () => Promise<void>;
  readonly stopped: () => boolean;
}

/**
 * Runs tests of a queue on one lane, one after the other. What a test left is read, and what the next one needs is made, only when a test
 * has been started, so that the lane is never idle for it. Resolves when all of them are recorded.
 */
export const runLane = async <R>(queue: TestQueue, work: LaneWork<R>): Promise<void> => {
  const concluding: Promise<void>[] = [];
  let conclude = (): void => undefined;
  let next = queue.take();
  while (next !== undefined && !work.stopped()) {
    const test = next;
    next = undefined;
    const result = await work.run(test, () => {
      conclude();
      next = queue.takeAhead();
      if (next !== undefined) work.ready(next);
    });
    conclude();
    conclude = () => {
      conclude = () => undefined;
      concluding.push(work.conclude(test, result));
    };
    next ??= queue.take();
  }
  conclude();
  await work.discard();
  await Promise.all(concluding);
};
