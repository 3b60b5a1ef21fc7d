import type { Cause } from '../../lib/core/cause.js';
import { ok, type Result } from '../../lib/core/result.js';
import type { ReadyLane } from './lane.js';

/** A lane's place in a phase: the lane in it can be replaced by a new one when a test has damaged it. */
export class LanePlace {
  readonly #reopen: () => Promise<Result<ReadyLane, Cause>>;
  #lane: ReadyLane;

  constructor(lane: ReadyLane, reopen: () => Promise<Result<ReadyLane, Cause>>) {
    this.#lane = lane;
    this.#reopen = reopen;
  }

  /** The lane that is in it now. */
  get lane(): ReadyLane {
    return this.#lane;
  }

  /** Takes the lane down and brings a new one of the same make up; the old one stays, closed, when that fails. */
  async renew(): Promise<Result<void, Cause>> {
    await this.#lane.close();
    const opened = await this.#reopen();
    if (!opened.ok) return opened;
    this.#lane = opened.value;
    return ok(undefined);
  }
}
