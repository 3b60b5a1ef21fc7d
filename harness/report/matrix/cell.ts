import { isUnsupported } from '../../criteria/own-causes.js';
import type { CriterionVerdict } from '../../criteria/verdict.js';
import type { Report } from '../json-shape.js';

/** What one record says of one criterion. */
export interface MatrixCell {
  readonly verdict: CriterionVerdict;
  readonly grade: string;
  readonly reasons: readonly string[];
  /** Its tests, and those of them that passed with all the evidence they owe. */
  readonly tests: { readonly planned: number; readonly passed: number };
  /** Tests all of whose assertions held, and those of them the evidence rejects. */
  readonly assertions: { readonly passed: number; readonly rejected: number };
  /** Statements about single frames its tests make: how many held, how many did not; the rest has no result. */
  readonly statements: { readonly made: number; readonly held: number; readonly broken: number };
  /** Why tests of it do not compile against the subject: what is missing, and the tests. */
  readonly unsupported: readonly { readonly missing: string; readonly tests: readonly string[] }[];
}

type Test = Report['tests'][number];

const sum = (tests: readonly Test[], of: (test: Test) => number | undefined): number =>
  tests.reduce((total, test) => total + (of(test) ?? 0), 0);

const unsupportedOf = (tests: readonly Test[]): MatrixCell['unsupported'] => {
  const missing = new Map<string, string[]>();
  for (const { name, reasons } of tests)
    for (const reason of reasons) {
      const what = isUnsupported(reason);
      if (what !== undefined) missing.set(what, [...(missing.get(what) ?? []), name]);
    }
  return [...missing].map(([what, names]) => ({ missing: what, tests: names }));
};

/** The cell of a judged criterion; `tests` are all tests of its report. */
export const cellOf = (criterion: Report['criteria'][number], tests: readonly Test[]): MatrixCell => {
  const { verdict, grade, reasons } = criterion;
  const own = tests.filter(({ id }) => criterion.tests.includes(id));
  const claimed = own.filter(({ assertionsPassed }) => assertionsPassed);
  return {
    verdict,
    grade,
    reasons,
    tests: { planned: own.length, passed: own.filter((test) => test.verdict === 'pass').length },
    assertions: {
      passed: claimed.length,
      rejected: claimed.filter((test) => test.verdict === 'fail').length,
    },
    statements: {
      made: sum(own, ({ evidence }) => evidence.statements?.made),
      held: sum(own, ({ evidence }) => evidence.statements?.held),
      broken: sum(own, ({ evidence }) => evidence.statements?.broken),
    },
    unsupported: unsupportedOf(own),
  };
};

/**
 * `met 2/2`, `FAILED 0/2, 2 rejected, 1 unsupported`: the verdict, tests passed of planned, and what tells why not. The verdict of a criterion of
 * kind `static` is that of the sources and of what their tests did to the kernel: of these tests only the rejected are counted.
 */
export const cellText = (cell: MatrixCell | null, kind: string): string => {
  if (cell === null) return 'not in the record';
  const { verdict, tests, assertions, statements, unsupported } = cell;
  const word = verdict === 'failed' ? 'FAILED' : verdict === 'awaiting-review' ? 'awaiting review' : verdict;
  const missing = new Set(unsupported.flatMap((one) => one.tests)).size;
  const rejected = assertions.rejected === 0 ? [] : [`${assertions.rejected} rejected`];
  if (kind === 'static') return [word, ...rejected].join(', ');
  const notes = [
    `${word}${tests.planned === 0 ? '' : ` ${tests.passed}/${tests.planned}`}`,
    ...(statements.made === 0 ? [] : [`frames ${statements.held}/${statements.made}`]),
    ...rejected,
    ...(missing === 0 ? [] : [`${missing} unsupported`]),
  ];
  return notes.join(', ');
};
