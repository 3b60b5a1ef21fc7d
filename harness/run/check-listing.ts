import type { Cause } from '../../lib/core/cause.js';
import { listTests } from '../../lib/cargo/list-tests.js';
import { compareListing } from '../plan/listing.js';
import { widest, type Plan, type PlannedTest } from '../plan/plan.js';
import type { SuiteDefinition } from '../plan/suite.js';
import type { BuiltSuites, TestProgram } from './build-suites.js';
import type { Emit } from './recorder.js';

/** Records a test that can never run; its verdict is `error`. */
export const recordNotStarted = (emit: Emit, test: PlannedTest, reason: string): void => {
  emit({
    event: 'test-finished',
    test: test.id,
    durationMs: 0,
    outcome: { kind: 'not-started', reason },
    reported: [],
    leaked: [],
    output: { stdout: '', stderr: '', stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 },
  });
};

/** What is different about the listing of a subject somebody else wrote. */
interface ListingOptions {
  readonly list: (program: TestProgram) => ReturnType<typeof listTests>;
  /** Why a test does not compile against it; undefined when it does. */
  readonly unsupported: (test: PlannedTest) => Cause | undefined;
}

/**
 * Holds what the built programs list against what the suites declare. A declared test that is missing and a listed one that nobody
 * declared are recorded as errors; gives the ids of the planned tests that may run.
 */
export const checkListing = async (
  emit: Emit,
  plan: Plan,
  suites: readonly SuiteDefinition[],
  { programs, unbuilt }: BuiltSuites,
  signal: AbortSignal,
  { list, unsupported }: ListingOptions = {
    list: ({ path }) => listTests(path, signal),
    unsupported: () => undefined,
  },
): Promise<ReadonlySet<string>> => {
  const runnable = plan.phases.flatMap((phase) => phase.tests);
  const unfit = new Set<string>();
  const refuse = (test: PlannedTest, reason: string): void => {
    if (unfit.has(test.id)) return;
    unfit.add(test.id);
    recordNotStarted(emit, test, reason);
  };
  for (const test of runnable) {
    const cause = unsupported(test);
    if (cause === undefined) continue;
    unfit.add(test.id);
    emit({ event: 'blocked', scope: 'test', test: test.id, cause });
  }
  const listings = await Promise.all(
    programs.map(async (program) => ({ program, listed: await list(program) })),
  );
  if (signal.aborted) return new Set();
  const strangers: { test: PlannedTest; reason: string }[] = [];
  for (const { program, listed } of listings) {
    const suite = suites.find((candidate) => candidate.name === program.suite);
    if (suite === undefined) continue;
    const ofProgram = runnable.filter(
      (test) => test.suite === program.suite && test.binary === program.binary,
    );
    if (!listed.ok) {
      for (const test of ofProgram) refuse(test, `program ${program.binary}: ${listed.error}`);
      continue;
    }
    const { missing, undeclared } = compareListing(suite, program.binary, listed.value, ofProgram);
    for (const test of missing)
      refuse(test, `suite.ts declares it, but program ${program.binary} does not list it`);
    for (const test of undeclared)
      strangers.push({
        test,
        reason: `program ${program.binary} lists it, but suite.ts does not declare it`,
      });
  }
  const built = new Set(programs.map((program) => `${program.suite} ${program.binary}`));
  for (const test of runnable)
    if (!built.has(`${test.suite} ${test.binary}`)) {
      const failed = unbuilt.find(({ suite, binary }) => suite === test.suite && binary === test.binary);
      refuse(
        test,
        failed === undefined
          ? `the suite’s crate has no test program ${test.binary}`
          : `${test.binary} does not compile against this subject: ${failed.error}`,
      );
    }
  if (strangers.length > 0)
    emit({ event: 'plan', lanes: widest(plan), tests: strangers.map(({ test }) => test) });
  for (const { test, reason } of strangers) recordNotStarted(emit, test, reason);
  return new Set(runnable.map((test) => test.id).filter((id) => !unfit.has(id)));
};
