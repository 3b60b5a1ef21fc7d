import { join } from 'node:path';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { link, mkdirp, remove } from '../../lib/files/tree.js';
import type { Refusal } from '../run/options.js';
import type { Guard, NamedTest } from '../self-test/planted.js';
import { isVoid, judgeGuard, type Finding, type Outcome } from '../self-test/verdict.js';
import { runCargoTests } from './cargo-tests.js';
import type { SelfTestContext } from './context.js';
import { runVitest } from './vitest.js';
import { WorkingCopy } from './working-copy.js';

/** What a copy of the package does without: what is built, fetched or recorded. */
const SKIPPED = ['node_modules', '.git', '.dpdk-conformance', 'conformance-out', 'target'];

const tryTest = async (context: SelfTestContext, copy: WorkingCopy, test: NamedTest): Promise<Finding> => {
  const { workDir, env, signal } = context;
  const runner = test.runner === 'vitest' ? runVitest : runCargoTests;
  const { seen, problem } = await runner({ directory: copy.directory, workDir, env, test, signal });
  return judgeGuard(test, seen, problem);
};

const shown = ({ path, title }: NamedTest): string => `${path} :: ${title}`;

/** Each named test has to pass in the copy as it is; else its failure would say nothing about a guard. */
const baseline = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  guards: readonly Guard[],
): Promise<Result<undefined, Refusal>> => {
  const tests = new Map(guards.map(({ test }) => [shown(test), test]));
  for (const [name, test] of tests) {
    const { verdict, reason } = await tryTest(context, copy, test);
    if (context.signal.aborted) break;
    // What survives is green: nothing was taken away yet.
    if (verdict === 'survived') continue;
    return err({
      exitCode: ExitCode.criteriaFailed,
      cause: {
        id: 'self-test-baseline',
        seen: `${name} with every guard in place: ${reason}`,
        expected: 'that test to pass',
        fix: 'mend the test or what it tests, then run again',
      },
    });
  }
  return ok(undefined);
};

/** Tries one guard after the other in a copy of the package. The error is what keeps any of them from being tried. */
export const runGuards = async (
  context: SelfTestContext,
  guards: readonly Guard[],
): Promise<Result<readonly Outcome[], Refusal>> => {
  if (guards.length === 0) return ok([]);
  const copy = await WorkingCopy.make(context.root, join(context.copies, 'package'), SKIPPED);
  await mkdirp(context.workDir);
  await link(join(context.root, 'node_modules'), join(copy.directory, 'node_modules'));
  await link(context.workDir, join(copy.directory, '.dpdk-conformance'));
  const sound = await baseline(context, copy, guards);
  if (!sound.ok) return sound;
  const outcomes: Outcome[] = [];
  const stopped = (): boolean => context.signal.aborted;
  for (const { family, name, defect, test, patch } of guards) {
    if (stopped()) break;
    const began = performance.now();
    const planted = await copy.plant(patch);
    const finding = planted.ok ? await tryTest(context, copy, test) : isVoid(planted.error);
    if (stopped()) break;
    const durationMs = Math.round(performance.now() - began);
    const outcome: Outcome = { family, name, defect, expected: [shown(test)], ...finding, durationMs };
    outcomes.push(outcome);
    context.tell(outcome);
  }
  await remove(copy.directory);
  return ok(outcomes);
};
