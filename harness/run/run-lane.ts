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
  /** Runs it; resolves when its process tree has gone and the lane is free again. */
  readonly run: (test: PlannedTest) => Promise<R>;
  /** Reads what it left and records it; the next test runs meanwhile. */
  readonly conclude: (test: PlannedTest, result: R) => Promise<void>;
  readonly stopped: () => boolean;
}

/** Runs tests of a queue on one lane, one after the other; resolves when all of them are recorded. */
export const runLane = async <R>(queue: TestQueue, work: LaneWork<R>): Promise<void> => {
  const concluding: Promise<void>[] = [];
  for (let test = queue.take(); test !== undefined && !work.stopped(); test = queue.take()) {
    const result = await work.run(test);
    concluding.push(work.conclude(test, result));
  }
  await Promise.all(concluding);
};
