import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import type { LanePlan, Phase, Plan, PlannedTest } from './plan.js';
import type { SelectedSuite } from './select.js';
import { testId, type TestDefinition } from './suite.js';

/** Seconds a test may take when its suite says nothing. */
export const DEFAULT_TEST_TIMEOUT_SECONDS = 30;

/** What the plan is made from, beside the selected suites. */
export interface PlanOptions {
  /** Cores this process may use, ascending. */
  readonly cores: readonly number[];
  /** Lanes wanted side by side; default: as many as leave one core to the peer and the harness. */
  readonly lanes?: number;
  /** Time limit of tests that state none; default {@link DEFAULT_TEST_TIMEOUT_SECONDS}. */
  readonly testTimeoutSeconds?: number;
  /** Factor on all time limits, for slow labs; default 1. */
  readonly slowness?: number;
}

/** The plan has the words of frame assertions; what they compute stays with the suite. */
const plannedWire = (wire: TestDefinition['wire']): PlannedTest['wire'] => {
  if (wire === 'none') return wire;
  const { frames, ...flows } = wire;
  return frames === undefined ? flows : { ...flows, frames: frames.map(({ text }) => text) };
};

const planned = ({ suite, tests }: SelectedSuite, options: PlanOptions): readonly PlannedTest[] =>
  tests.map((test) => ({
    id: testId(suite.name, test.binary, test.name),
    suite: suite.name,
    binary: test.binary,
    name: test.name,
    criteria: [...test.criteria],
    wire: plannedWire(test.wire),
    ...(test.impairment === undefined ? {} : { impairment: test.impairment }),
    ...(test.hostile === undefined ? {} : { hostile: test.hostile }),
    ealProcesses: test.ealProcesses ?? 1,
    timeoutSeconds:
      (test.timeoutSeconds ?? options.testTimeoutSeconds ?? DEFAULT_TEST_TIMEOUT_SECONDS) *
      (options.slowness ?? 1),
    provenFrom: suite.needs.provenFrom,
  }));

const tooFewCores = (needed: number, cores: readonly number[]): Cause => ({
  id: 'cores-too-few',
  seen: `${String(cores.length)} usable core${cores.length === 1 ? '' : 's'} (${cores.join(', ') || 'none'})`,
  expected: `${String(needed)} cores: every busy-polling worker has one of its own`,
  fix: 'give the run more cores (a larger machine, a wider cpuset or "cores" in dpdk-conformance.toml)',
});

/**
 * Lanes take their cores from the top, so that the first cores stay with the peer and the harness. A spare core is kept for those where
 * there is one; only an explicit number of lanes uses it up.
 */
export const lanesFor = (
  needs: { ports: number; cores: number },
  first: number,
  options: PlanOptions,
): readonly LanePlan[] => {
  const { cores } = options;
  const roomy = Math.max(1, Math.floor((cores.length - 1) / needs.cores));
  const most = Math.floor(cores.length / needs.cores);
  const count = Math.max(1, Math.min(options.lanes ?? roomy, most));
  return Array.from({ length: count }, (_, lane) => {
    const end = cores.length - lane * needs.cores;
    return { index: first + lane, cores: cores.slice(end - needs.cores, end), ports: needs.ports };
  });
};

const tooManyLanes = (lanes: number, cores: readonly number[]): Cause => ({
  id: 'lanes-too-many',
  seen: `${String(lanes)} lanes on ${String(cores.length)} usable cores (${cores.join(', ')})`,
  expected: 'at most one lane a core: lanes never share one',
  fix: `use --lanes ${String(Math.max(1, cores.length - 1))} or fewer`,
});

/** Decides what runs where. Suites with the same needs share lanes; suites with other needs follow when those lanes are done. */
export const makePlan = (selected: readonly SelectedSuite[], options: PlanOptions): Result<Plan, Cause> => {
  const { lanes: wanted = 1, cores } = options;
  if (cores.length > 0 && wanted > cores.length) return err(tooManyLanes(wanted, cores));
  const able = selected.filter(({ suite }) => suite.needs.cores <= options.cores.length);
  const unable = selected.filter(({ suite }) => suite.needs.cores > options.cores.length);
  const classes = new Map<string, SelectedSuite[]>();
  for (const item of able) {
    const key = `${String(item.suite.needs.cores)} ${String(item.suite.needs.ports)}`;
    classes.set(key, [...(classes.get(key) ?? []), item]);
  }
  const phases: Phase[] = [];
  for (const members of classes.values()) {
    const needs = members[0]?.suite.needs;
    if (needs === undefined) continue;
    const tests = members.flatMap((member) => planned(member, options));
    const first = phases.reduce((sum, phase) => sum + phase.lanes.length, 0);
    const lanes = lanesFor(needs, first, options).slice(0, Math.max(1, tests.length));
    phases.push({ lanes, tests });
  }
  return ok({
    phases,
    tests: selected.flatMap((item) => planned(item, options)),
    blocked: unable.map(({ suite }) => ({
      suite: suite.name,
      cause: tooFewCores(suite.needs.cores, options.cores),
    })),
  });
};
