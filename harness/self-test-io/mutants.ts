import { join } from 'node:path';
import { ok, type Result } from '../../lib/core/result.js';
import type { SuiteDefinition } from '../plan/suite.js';
import type { Refusal } from '../run/options.js';
import { FOLDERS } from '../self-test/choose.js';
import { limitedBy } from '../self-test/limits.js';
import type { Mutant } from '../self-test/planted.js';
import { sampleFirst, sampleFor, unknownCriteria } from '../self-test/sample.js';
import { isProven, isVoid, judgeMutant, type Finding, type Outcome } from '../self-test/verdict.js';
import type { SelfTestContext } from './context.js';
import { baseline } from './mutants-baseline.js';
import { tryOut } from './trial.js';
import { WorkingCopy } from './working-copy.js';

const criteriaOf = (mutant: Mutant, suites: readonly SuiteDefinition[]): readonly string[] => {
  const sample = sampleFor(mutant, suites);
  return sample === undefined ? mutant.criteria : [...mutant.criteria, sample];
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
  const sound = all.length === 0 ? ok(undefined) : await baseline(context, copy.directory, all);
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
