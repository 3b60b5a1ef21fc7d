import type { Cause } from '../../lib/core/cause.js';
import type { EventOf } from '../record/event.js';

/** One test of the plan, as the record holds it. */
export type PlannedTest = EventOf<'plan'>['tests'][number];

/** A lane: cores and DPDK ports on which one test runs at a time. */
export interface LanePlan {
  /** Number of the lane in the record, from 0. */
  readonly index: number;
  /** Cores of its busy-polling workers, ascending. */
  readonly cores: readonly number[];
  /** DPDK ports (links to the peer). */
  readonly ports: number;
}

/** Lanes that run side by side without sharing a core, and the tests they take from one queue. */
export interface Phase {
  readonly lanes: readonly LanePlan[];
  readonly tests: readonly PlannedTest[];
}

/** Why a suite cannot run here although it was selected. */
export interface BlockedSuite {
  readonly suite: string;
  readonly cause: Cause;
}

/** What a run will do. Phases follow each other, so that a core never belongs to two running lanes. */
export interface Plan {
  readonly phases: readonly Phase[];
  /** Every selected test in the order of the suites, the blocked ones included. */
  readonly tests: readonly PlannedTest[];
  readonly blocked: readonly BlockedSuite[];
}

/** All lanes of a plan by their number. */
export const lanesOf = (plan: Plan): readonly LanePlan[] => plan.phases.flatMap((phase) => phase.lanes);

/** The most lanes that run at the same time; at least 1. */
export const widest = (plan: Plan): number => Math.max(1, ...plan.phases.map((phase) => phase.lanes.length));
