import { join } from 'node:path';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { isExamined } from '../criteria/static/required.js';
import type { SuiteDefinition } from '../plan/suite.js';
import type { Judgement } from '../record/judgement.js';
import type { Refusal } from '../run/options.js';
import { FOLDERS } from '../self-test/choose.js';
import { limitedBy } from '../self-test/limits.js';
import type { Mutant } from '../self-test/planted.js';
import { sampleFirst, sampleFor, unknownCriteria } from '../self-test/sample.js';
import { isProven, isVoid, judgeMutant, type Finding, type Outcome } from '../self-test/verdict.js';
import type { SelfTestContext } from './context.js';
import { tryOut } from './trial.js';
import { WorkingCopy } from './working-copy.js';

const criteriaOf = (mutant: Mutant, suites: readonly SuiteDefinition[]): readonly string[] => {
  const sample = sampleFor(mutant, suites);
  return sample === undefined ? mutant.criteria : [...mutant.criteria, sample];
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

/** Without a defect all that is to be run has to pass: else a red test would say nothing about a defect. Gives what was seen. */
const baseline = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  criteria: readonly string[],
): Promise<Result<Judgement, Refusal>> => {
  const tried = await tryOut(context, { directory: copy.directory, suites: context.suites, criteria });
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
  if (first === undefined || context.signal.aborted) return ok(judgement);
  return notGreen(`${first.name} ${first.verdict} (${first.reasons[0] ?? ''})`, ExitCode.criteriaFailed);
};

/** Plants one mutant and runs its criteria and the sample, the sample first: the run ends with the proof. */
const tryMutant = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  mutant: Mutant,
  suites: readonly SuiteDefinition[],
): Promise<Finding> => {
  const unknown = unknownCriteria(mutant, suites);
  if (unknown.length > 0) return isVoid(`no test of the suites belongs to ${unknown.join(', ')}`);
  const planted = await copy.plant(mutant.patch);
  if (!planted.ok) return isVoid(planted.error);
  const tried = await tryOut(context, {
    directory: copy.directory,
    suites: sampleFirst(suites, sampleFor(mutant, suites)),
    criteria: criteriaOf(mutant, suites),
    isEnough: (judgement, ended) => isProven(mutant, judgement, ended),
  });
  if (!tried.ok) return isVoid(tried.error.cause.seen);
  const { judgement, unbuilt } = tried.value;
  return unbuilt === undefined ? judgeMutant(mutant, judgement) : isVoid(`it does not build: ${unbuilt}`);
};

const tryAll = async (
  context: SelfTestContext,
  copy: WorkingCopy,
  mutants: readonly Mutant[],
): Promise<Result<readonly Outcome[], Refusal>> => {
  const known = mutants.filter((mutant) => unknownCriteria(mutant, context.suites).length === 0);
  const all = [...new Set(known.flatMap((mutant) => criteriaOf(mutant, context.suites)))];
  const sound = all.length === 0 ? ok(undefined) : await baseline(context, copy, all);
  if (!sound.ok) return sound;
  const suites = limitedBy(context.suites, sound.value?.tests ?? []);
  const outcomes: Outcome[] = [];
  const stopped = (): boolean => context.signal.aborted;
  for (const mutant of mutants) {
    if (stopped()) break;
    const began = performance.now();
    const finding = await tryMutant(context, copy, mutant, suites);
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
