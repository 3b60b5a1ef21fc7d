import { join } from 'node:path';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { link, mkdirp } from '../../lib/files/tree.js';
import type { Refusal } from '../run/options.js';
import type { Guard, NamedTest } from '../self-test/planted.js';
import { groupTests, type TestGroup } from '../self-test/groups.js';
import { isVoid, judgeGuard, type Finding, type Outcome, type TestRun } from '../self-test/verdict.js';
import { runCargoTests } from './cargo-tests.js';
import type { SelfTestContext } from './context.js';
import { runVitest } from './vitest.js';
import { WorkingCopy } from './working-copy.js';

/** What a copy of the package does without: what is built, fetched or recorded. */
const SKIPPED = ['node_modules', '.git', '.dpdk-conformance', 'conformance-out', 'target'];

/** Folders of what is compiled in a work folder. */
const BUILT = ['target', 'native'];

/**
 * Where they are for the copy, kept between calls. Never those of a run: Cargo knows a package by its place in its workspace and looks at
 * times, so it would take a launcher compiled without its guards for the one of the package itself.
 */
const builtIn = ({ copies }: SelfTestContext): string => join(copies, 'built');

const runGroup = (context: SelfTestContext, copy: WorkingCopy, group: TestGroup): Promise<TestRun> => {
  const { env, signal } = context;
  const runner = group.runner === 'vitest' ? runVitest : runCargoTests;
  return runner({ directory: copy.directory, workDir: builtIn(context), env, group, signal });
};

const shown = ({ path, title }: NamedTest): string => `${path} :: ${title}`;

/** Each named test has to pass in the copy as it is; else its failure would say nothing about a guard. */
const baseline = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  guards: readonly Guard[],
): Promise<Result<undefined, Refusal>> => {
  for (const group of groupTests(guards.map(({ test }) => test))) {
    const run = await runGroup(context, copy, group);
    if (context.signal.aborted) break;
    // What survives is green: nothing was taken away yet.
    const found = group.tests.map((test) => ({ test, ...judgeGuard(test, run) }));
    const red = found.find(({ verdict }) => verdict !== 'survived');
    if (red === undefined) continue;
    return err({
      exitCode: ExitCode.criteriaFailed,
      cause: {
        id: 'self-test-baseline',
        seen: `${shown(red.test)} with every guard in place: ${red.reason}`,
        expected: 'that test to pass',
        fix: 'mend the test or what it tests, then run again',
      },
    });
  }
  return ok(undefined);
};

const tryGuard = async (context: SelfTestContext, copy: WorkingCopy, guard: Guard): Promise<Finding> => {
  const planted = await copy.plant(guard.patch);
  if (!planted.ok) return isVoid(planted.error);
  const [group] = groupTests([guard.test]);
  if (group === undefined) throw new Error(`no group for ${guard.test.path}`);
  return judgeGuard(guard.test, await runGroup(context, copy, group));
};

const tryAll = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  guards: readonly Guard[],
): Promise<Result<readonly Outcome[], Refusal>> => {
  await link(join(context.root, 'node_modules'), join(copy.directory, 'node_modules'));
  const work = join(copy.directory, '.dpdk-conformance');
  await mkdirp(work);
  for (const name of BUILT) {
    await mkdirp(join(builtIn(context), name));
    await link(join(builtIn(context), name), join(work, name));
  }
  const sound = await baseline(context, copy, guards);
  if (!sound.ok) return sound;
  const outcomes: Outcome[] = [];
  const stopped = (): boolean => context.signal.aborted;
  for (const guard of guards) {
    if (stopped()) break;
    const { family, name, defect, test } = guard;
    const began = performance.now();
    const finding = await tryGuard(context, copy, guard);
    if (stopped()) break;
    const durationMs = Math.round(performance.now() - began);
    const outcome: Outcome = { family, name, defect, expected: [shown(test)], ...finding, durationMs };
    outcomes.push(outcome);
    context.tell(outcome);
  }
  return ok(outcomes);
};

/** Tries one guard after the other in a copy of the package. The error is what keeps any of them from being tried. */
export const runGuards = async (
  context: SelfTestContext,
  guards: readonly Guard[],
): Promise<Result<readonly Outcome[], Refusal>> => {
  if (guards.length === 0) return ok([]);
  return WorkingCopy.with(context.root, join(context.copies, 'package'), SKIPPED, (copy) =>
    tryAll(context, copy, guards),
  );
};
