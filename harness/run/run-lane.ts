import type { PlannedTest } from '../plan/plan.js';

/** Tests still to be run, shared by the lanes of a phase. */
export class TestQueue {
  readonly #tests: PlannedTest[];

  constructor(tests: readonly PlannedTest[]) {
    this.#tests = [...tests];
  }

  /** The next test, or undefined when none is left. */
  take(): PlannedTest | undefined {
    return this.#tests.shift();
  }
}

/** What a lane does with a test. */
export interface LaneWork<R> {
  /** Runs it and calls `started` once its process runs; resolves when its process tree has gone and the lane is free again. */
  readonly run: (test: PlannedTest, started: () => void) => Promise<R>;
  /** Reads what it left and records it. */
  readonly conclude: (test: PlannedTest, result: R) => Promise<void>;
  readonly stopped: () => boolean;
}

/**
 * Runs tests of a queue on one lane, one after the other. What a test left is read only when the next one has been started, so that the
 * lane is never idle for it. Resolves when all of them are recorded.
 */
export const runLane = async <R>(queue: TestQueue, work: LaneWork<R>): Promise<void> => {
  const concluding: Promise<void>[] = [];
  let conclude = (): void => undefined;
  for (let test = queue.take(); test !== undefined && !work.stopped(); test = queue.take()) {
    const done = test;
    const result = await work.run(test, () => {
      conclude();
    });
    conclude();
    conclude = () => {
      conclude = () => undefined;
      concluding.push(work.conclude(done, result));
    };
  }
  conclude();
  await Promise.all(concluding);
};
