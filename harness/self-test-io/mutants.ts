import { join } from 'node:path';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { isExamined } from '../criteria/static/required.js';
import { mergeSettings } from '../config/merge.js';
import type { RunEvent } from '../record/event.js';
import type { Judgement } from '../record/judgement.js';
import { reportInput } from '../report/from-record.js';
import type { Refusal } from '../run/options.js';
import { run } from '../run/run.js';
import { FOLDERS } from '../self-test/choose.js';
import type { Mutant } from '../self-test/planted.js';
import { sampleFor, unknownCriteria } from '../self-test/sample.js';
import { isVoid, judgeMutant, type Finding, type Outcome } from '../self-test/verdict.js';
import type { SelfTestContext } from './context.js';
import { WorkingCopy } from './working-copy.js';

/** Limit of a test that states none, in seconds: a mutant that hangs is to be found out soon. */
const TEST_SECONDS = 20;

interface Tried {
  readonly judgement: Judgement;
  /** First compiler error, when it did not build. */
  readonly unbuilt: string | undefined;
}

const compilerError = (events: readonly RunEvent[]): string | undefined => {
  const failed = events.find((event) => event.event === 'build-finished' && !event.success);
  return failed?.event === 'build-finished'
    ? (failed.errors[0]?.split('\n')[0] ?? 'no reason given')
    : undefined;
};

/** Runs the tests of some criteria against the copy, as `run` would. */
const tryOut = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  criteria: readonly string[],
): Promise<Result<Tried, Refusal>> => {
  const { workDir, suites, harnessVersion, env, signal, stateDirectory } = context;
  const out = join(workDir, 'self-test');
  const settings = mergeSettings(context.root, undefined, { out, workDir, testSeconds: TEST_SECONDS });
  const result = await run({
    settings,
    criteria,
    subject: { kind: 'crate', name: 'mutant', path: copy.directory },
    suites,
    harnessVersion,
    env,
    signal,
    ...(stateDirectory === undefined ? {} : { stateDirectory }),
  });
  if (!result.ok) return result;
  const { events } = result.value;
  return ok({ judgement: reportInput(events).judgement, unbuilt: compilerError(events) });
};

const notGreen = (seen: string, exitCode: ExitCode): Result<never, Refusal> =>
  err({
    exitCode,
    cause: {
      id: 'self-test-baseline',
      seen: `the reference without any defect: ${seen}`,
      expected: 'every test of it to pass',
      fix: '`dpdk-conformance run`, and mend what it shows',
    },
  });

/** Without a defect all that is to be run has to pass: else a red test would say nothing about a defect. */
const baseline = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  criteria: readonly string[],
): Promise<Result<undefined, Refusal>> => {
  const tried = await tryOut(context, copy, criteria);
  if (!tried.ok) return tried;
  const { judgement, unbuilt } = tried.value;
  if (unbuilt !== undefined) return notGreen(unbuilt, ExitCode.buildFailed);
  const [cause] = judgement.causes;
  if (cause !== undefined) return err({ cause, exitCode: ExitCode.hostBlocked });
  const red = judgement.tests.filter(({ verdict }) => verdict !== 'pass');
  const examined = [...judgement.criteria, ...judgement.beyond].filter(
    ({ id, verdict }) => isExamined(id) && criteria.includes(id) && verdict !== 'met',
  );
  const [first] = [...red, ...examined.map((one) => ({ ...one, name: one.id }))];
  if (first === undefined || context.signal.aborted) return ok(undefined);
  return notGreen(`${first.name} ${first.verdict} (${first.reasons[0] ?? ''})`, ExitCode.criteriaFailed);
};

const tryMutant = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  mutant: Mutant,
  criteria: readonly string[],
): Promise<Finding> => {
  const unknown = unknownCriteria(mutant, context.suites);
  if (unknown.length > 0) return isVoid(`no test of the suites belongs to ${unknown.join(', ')}`);
  const planted = await copy.plant(mutant.patch);
  if (!planted.ok) return isVoid(planted.error);
  const tried = await tryOut(context, copy, criteria);
  if (!tried.ok) return isVoid(tried.error.cause.seen);
  const { judgement, unbuilt } = tried.value;
  return unbuilt === undefined ? judgeMutant(mutant, judgement) : isVoid(`it does not build: ${unbuilt}`);
};

const tryAll = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  mutants: readonly Mutant[],
): Promise<Result<readonly Outcome[], Refusal>> => {
  const criteriaOf = (mutant: Mutant): readonly string[] => {
    const sample = sampleFor(mutant, context.suites);
    return sample === undefined ? mutant.criteria : [...mutant.criteria, sample];
  };
  const known = mutants.filter((mutant) => unknownCriteria(mutant, context.suites).length === 0);
  const all = [...new Set(known.flatMap(criteriaOf))];
  const sound = all.length === 0 ? ok(undefined) : await baseline(context, copy, all);
  if (!sound.ok) return sound;
  const outcomes: Outcome[] = [];
  const stopped = (): boolean => context.signal.aborted;
  for (const mutant of mutants) {
    if (stopped()) break;
    const began = performance.now();
    const finding = await tryMutant(context, copy, mutant, criteriaOf(mutant));
    const { family, name, defect, criteria, tests } = mutant;
    const outcome: Outcome = {
      family,
      name,
      defect,
      expected: [...criteria, ...tests],
      ...finding,
      durationMs: Math.round(performance.now() - began),
    };
    if (stopped()) break;
    outcomes.push(outcome);
    context.tell(outcome);
  }
  return ok(outcomes);
};

/** Tries one mutant after the other in a copy of the reference. The error is what keeps any of them from being tried. */
export const runMutants = async (
  context: SelfTestContext,
  mutants: readonly Mutant[],
): Promise<Result<readonly Outcome[], Refusal>> => {
  if (mutants.length === 0) return ok([]);
  const source = join(context.root, FOLDERS.mutants.target);
  return WorkingCopy.with(source, join(context.copies, 'subject'), ['target'], (copy) =>
    tryAll(context, copy, mutants),
  );
};
