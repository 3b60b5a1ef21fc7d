import type { Judgement } from '../record/judgement.js';
import type { Mutant, NamedTest, Planted } from './planted.js';

/** `void`: it shows nothing, because it does not apply, does not build, or what it names did not run. */
export type PlantedVerdict = 'killed' | 'survived' | 'void';

/** What a defect came to, and why. */
export interface Finding {
  readonly verdict: PlantedVerdict;
  /** What turned red; what should have and did not; why it is void. */
  readonly reason: string;
  /** What turned red of that which was not named. */
  readonly also: readonly string[];
}

/** A line of the kill table. */
export interface Outcome extends Finding {
  readonly family: Planted['family'];
  readonly name: string;
  readonly defect: string;
  /** Criteria, or the test, that must turn red. */
  readonly expected: readonly string[];
  readonly durationMs: number;
}

/** A defect that shows nothing. */
export const isVoid = (reason: string): Finding => ({ verdict: 'void', reason, also: [] });

/**
 * True once what ran suffices to know that a mutant is killed: each criterion it names has a test that ended red, and so did each test it
 * names. What did not end counts for nothing. `ended`: ids of the tests that did.
 */
export const isProven = (mutant: Mutant, { tests }: Judgement, ended: ReadonlySet<string>): boolean => {
  const red = tests.filter(({ id, verdict }) => ended.has(id) && RED_TEST.has(verdict));
  return (
    mutant.criteria.every((id) => red.some((test) => test.criteria.includes(id))) &&
    mutant.tests.every((name) => red.some((test) => test.name === name))
  );
};

const RED_CRITERION = new Set(['failed', 'inconclusive']);
const RED_TEST = new Set(['fail', 'timeout', 'leaked', 'inconclusive']);

/**
 * What a run of the mutant shows: all it names must have turned red. A criterion that was blocked, or that no test of the run belongs to,
 * shows nothing.
 */
export const judgeMutant = (mutant: Mutant, judgement: Judgement): Finding => {
  const all = [...judgement.criteria, ...judgement.beyond];
  const { tests } = judgement;
  const blocks = judgement.causes.map(({ id }) => id);
  if (blocks.length > 0) return isVoid(`blocked by ${blocks.join(', ')}`);
  const criteria = mutant.criteria.map((id) => ({ id, seen: all.find((one) => one.id === id)?.verdict }));
  const named = mutant.tests.map((name) => ({
    id: name,
    seen: tests.find((one) => one.name === name)?.verdict,
  }));
  const unseen = [...criteria, ...named].filter(({ seen }) => seen === undefined || seen === 'unproven');
  if (unseen.length > 0) return isVoid(`no test ran for ${unseen.map(({ id }) => id).join(', ')}`);
  const green = [
    ...criteria.filter(({ seen }) => !RED_CRITERION.has(seen ?? '')),
    ...named.filter(({ seen }) => !RED_TEST.has(seen ?? '')),
  ];
  const red = tests.filter(({ verdict }) => RED_TEST.has(verdict));
  const belongs = (test: (typeof red)[number]): boolean =>
    test.criteria.some((id) => mutant.criteria.includes(id)) || mutant.tests.includes(test.name);
  const also = red.filter((test) => !belongs(test)).map(({ name }) => name);
  if (green.length > 0)
    return {
      verdict: 'survived',
      reason: green.map(({ id, seen }) => `${id} is ${String(seen)}`).join(', '),
      also,
    };
  const why = red.find(belongs);
  return {
    verdict: 'killed',
    reason: why === undefined ? 'its criteria are not met' : `${why.name}: ${why.reasons[0] ?? why.verdict}`,
    also,
  };
};

/** What a test runner reported of one test. */
export interface SeenTest {
  /** File or crate, as a {@link NamedTest} has it. */
  readonly path: string;
  readonly title: string;
  readonly passed: boolean;
  /** First line of why it failed. */
  readonly message?: string | undefined;
}

/** What a run of test runners came to; `problem` when one came to no test at all. */
export interface TestRun {
  readonly seen: readonly SeenTest[];
  readonly problem?: string;
}

/** What a run of the guard's test shows. */
export const judgeGuard = (test: NamedTest, { seen, problem }: TestRun): Finding => {
  if (problem !== undefined) return isVoid(problem);
  const own = seen.filter(({ path, title }) => path === test.path && title.includes(test.title));
  if (own.length === 0) return isVoid(`no test of ${test.path} is called "${test.title}"`);
  const red = own.find(({ passed }) => !passed);
  if (red === undefined) return { verdict: 'survived', reason: `"${test.title}" still passes`, also: [] };
  return { verdict: 'killed', reason: `${red.title}: ${red.message ?? 'failed'}`, also: [] };
};
