import type { JudgedCriterion, JudgedTest } from '../record/judgement.js';
import type { RunRecord } from '../record/record.js';
import { beyondTitle } from './beyond.js';
import { hostBlock, suiteBlock } from './blocked.js';
import { byTests } from './by-tests.js';
import { auditSuite } from './audited.js';
import type { Criterion } from './catalogue.js';
import { notItself } from './evidence/internet.js';
import { sourceFinding } from './evidence/source.js';
import { suiteSocketFindings } from './evidence/suite-sockets.js';
import { worstFinding, type Finding } from './finding.js';
import { isWeaker, profileOf, provenFrom } from './profile.js';
import { examinedFinding, wasExamined } from './static/examined.js';
import { isExamined } from './static/required.js';
import type { Profile } from './verdict.js';

const NO_TEST = 'no test of this criterion exists in this version';

const notSelected = (record: RunRecord, criterion: Criterion): string | undefined => {
  const { run } = record;
  if (run?.criteria !== undefined && !run.criteria.includes(criterion.id)) return 'not selected in this run';
  if (criterion.suite !== undefined && run !== undefined && !run.suites.includes(criterion.suite)) {
    return `suite ${criterion.suite} was not selected in this run`;
  }
  return undefined;
};

/** The tests of the plan that prove a criterion: those that name it, or all of its suite. */
const testsFor = (criterion: Criterion, tests: readonly JudgedTest[]): readonly JudgedTest[] =>
  tests.filter((test) =>
    criterion.suite !== undefined && (criterion.scan === true || criterion.wholeSuite === true)
      ? test.suite === criterion.suite || test.suite === auditSuite(criterion.suite)
      : test.criteria.includes(criterion.id),
  );

/** True when the crate's own file was looked at, too. */
const isAudited = (record: RunRecord, suite: string): boolean =>
  record.scans.some((scan) => scan.suite === auditSuite(suite));

/** What is lacking before a criterion's tests can speak for it at all. */
const lacksTest = (criterion: Criterion, tests: readonly JudgedTest[]): boolean => {
  if (criterion.test !== undefined) return !tests.some((test) => test.name === criterion.test);
  return tests.length === 0;
};

const evidenceFindings = (
  record: RunRecord,
  criterion: Criterion,
  tests: readonly JudgedTest[],
): readonly Finding[] => {
  const { suite } = criterion;
  const scanned =
    criterion.scan === true && suite !== undefined
      ? [
          sourceFinding(record, suite),
          ...suiteSocketFindings(record, suite),
          ...(isAudited(record, suite)
            ? [sourceFinding(record, auditSuite(suite)), ...suiteSocketFindings(record, auditSuite(suite))]
            : []),
        ]
      : [];
  if (criterion.kind === 'static' && criterion.wholeSuite !== true) return scanned;
  if (lacksTest(criterion, tests)) {
    return [...scanned, ...byTests(tests), { verdict: 'unproven', reasons: [NO_TEST] }];
  }
  return [...scanned, ...byTests(tests)];
};

/** Caps what a run can show: what looks met in a weaker lab than asked for, or on an Internet that is not itself, is unproven. */
const inProfile = (finding: Finding, record: RunRecord, needs: Profile): Finding => {
  if (finding.verdict !== 'met') return finding;
  const profile = profileOf(record);
  const against = isWeaker(profile, needs)
    ? `only profile ${needs} may tick it: this was profile ${profile}`
    : needs === 'real'
      ? notItself(record)
      : undefined;
  return against === undefined
    ? finding
    : { verdict: 'unproven', reasons: [`its tests passed, but ${against}`] };
};

const finding = (record: RunRecord, criterion: Criterion, tests: readonly JudgedTest[]): Finding => {
  const host = hostBlock(record);
  const tested = criterion.kind === 'static' || criterion.kind === 'test';
  if (host !== undefined) {
    return { verdict: tested ? 'failed' : 'blocked', reasons: [`blocked by ${host.cause.id}`] };
  }
  if (isExamined(criterion.id)) return examinedFinding(record, criterion.id);
  if (!tested) return { verdict: 'unproven', reasons: [NO_TEST] };
  const unselected = notSelected(record, criterion);
  if (unselected !== undefined && tests.length === 0) return { verdict: 'unproven', reasons: [unselected] };
  const block = suiteBlock(record, criterion.suite);
  if (block !== undefined && tests.length === 0) {
    return { verdict: 'blocked', reasons: [`blocked by ${block.cause.id}`] };
  }
  if (!record.planned) return { verdict: 'inconclusive', reasons: ['the record ends before its plan'] };
  const worst = worstFinding(evidenceFindings(record, criterion, tests));
  if (unselected !== undefined && worst.verdict !== 'failed')
    return { verdict: 'unproven', reasons: [unselected] };
  return inProfile(worst, record, provenFrom(record, criterion.needs, tests));
};

const grade = (record: RunRecord, criterion: Criterion, tests: readonly JudgedTest[]): string => {
  const ran = tests.some((test) =>
    record.tests.some((seen) => seen.planned.id === test.id && seen.finished.length > 0),
  );
  const scanned =
    (criterion.scan === true && record.scans.some((scan) => scan.suite === criterion.suite)) ||
    (isExamined(criterion.id) && wasExamined(record, criterion.id));
  const parts = [...(scanned ? ['static'] : []), ...(ran ? [profileOf(record)] : [])];
  return parts.length === 0 ? 'none' : parts.join('+');
};

/** Judges one of the 24 criteria by the judged tests and the scans of the record. */
export const judgeCriterion = (
  record: RunRecord,
  judged: readonly JudgedTest[],
  criterion: Criterion,
): JudgedCriterion => {
  const tests = testsFor(criterion, judged);
  const { verdict, reasons } = finding(record, criterion, tests);
  return {
    id: criterion.id,
    title: criterion.title,
    kind: criterion.kind,
    verdict,
    grade: grade(record, criterion, tests),
    reasons: [...reasons],
    tests: tests.map((test) => test.id),
  };
};

/** Judges a criterion beyond the 24: it exists because a planned test names it. */
export const judgeBeyond = (record: RunRecord, judged: readonly JudgedTest[], id: string): JudgedCriterion =>
  judgeCriterion(record, judged, {
    id,
    title: beyondTitle(id),
    kind: isExamined(id) ? 'build' : 'test',
    needs: 'virtual',
  });
