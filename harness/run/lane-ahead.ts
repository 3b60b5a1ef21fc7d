import { isDeepStrictEqual } from 'node:util';
import type { LanePlan } from '../plan/plan.js';
import type { LaneOpener } from './run-phases.js';

interface Begun {
  readonly plan: LanePlan;
  readonly opening: ReturnType<LaneOpener>;
}

/** A lane that is brought up while it is still found out what is to run on it. */
export class LaneAhead {
  readonly #open: LaneOpener;
  #begun: Begun | undefined;

  constructor(open: LaneOpener) {
    this.#open = open;
  }

  /** Begins to bring it up. */
  begin(plan: LanePlan): void {
    const opening = this.#open(plan);
    opening.catch(() => undefined); // awaited later, and perhaps after it failed
    this.#begun = { plan, opening };
  }

  /** Brings a lane up; the one that was begun, when it is what the plan wants. */
  readonly open: LaneOpener = async (plan) => {
    const begun = this.#begun;
    if (begun?.plan.index !== plan.index) return this.#open(plan);
    this.#begun = undefined;
    if (isDeepStrictEqual(begun.plan, plan)) return begun.opening;
    await takeDown(begun);
    return this.#open(plan);
  };

  /** Takes it down if nobody wanted it. */
  async close(): Promise<void> {
    const unwanted = this.#begun;
    this.#begun = undefined;
    await takeDown(unwanted);
  }
}

const takeDown = async (begun: Begun | undefined): Promise<void> => {
  const lane = await begun?.opening;
  if (lane?.ok === true) await lane.value.close();
};
