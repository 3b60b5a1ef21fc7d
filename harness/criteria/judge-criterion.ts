import type { JudgedCriterion, JudgedTest } from '../record/judgement.js';
import { partsOf, type RunRecord } from '../record/record.js';
import { beyondTitle } from './beyond.js';
import { hostBlock, suiteBlock } from './blocked.js';
import { byTests } from './by-tests.js';
import { auditSuite } from './audited.js';
import type { Criterion } from './catalogue.js';
import { notItself } from './evidence/internet.js';
import { sourceFinding } from './evidence/source.js';
import { suiteSocketFindings } from './evidence/suite-sockets.js';
import { worstFinding, type Finding } from './finding.js';
import { firstOf, overParts } from './over-parts.js';
import { isWeaker, profileOf, provenFrom } from './profile.js';
import { examinedFinding, wasExamined, wasPromised } from './static/examined.js';
import { isExamined } from './static/required.js';

const NO_TEST = 'no test of this criterion exists in this version';
const ELSEWHERE =
  'it has tests that want a wire of this harness, which delays or loses frames or has a hostile host: profile virtual or guest shows it';

const notSelected = (record: RunRecord, criterion: Criterion): string | undefined => {
  const { run } = record;
  if (run?.criteria !== undefined && !run.criteria.includes(criterion.id)) return 'not selected in this run';
  if (criterion.suite !== undefined && run !== undefined && !run.suites.includes(criterion.suite)) {
    return `suite ${criterion.suite} was not selected in this run`;
  }
  return undefined;
};

/** Why none of the runs selected it, in the words of all of them where they agree. One that named it without its tests did not, either. */
const selectedByNone = (runs: readonly RunRecord[], criterion: Criterion): string => {
  const reasons = new Set(runs.map((run) => notSelected(run, criterion)));
  const [only] = reasons;
  return reasons.size === 1 && only !== undefined ? only : 'not selected in any part';
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

/** True when the run could not plan all tests of a criterion, for want of a wire that does what they ask of it. */
const isElsewhere = ({ run }: RunRecord, { id }: Criterion): boolean => run?.elsewhere?.includes(id) === true;

/** What is lacking before a criterion's tests can speak for it at all. */
const lacksTest = (criterion: Criterion, tests: readonly JudgedTest[]): boolean => {
  if (criterion.test !== undefined) return !tests.some((test) => test.name === criterion.test);
  return tests.length === 0;
};

/** What the sources of a suite and the system calls of its tests say. */
const suiteFindings = (record: RunRecord, suite: string): readonly Finding[] => {
  const planned = (part: RunRecord): boolean => part.tests.some((test) => test.planned.suite === suite);
  const scanned = (part: RunRecord): boolean => part.scans.some((scan) => scan.suite === suite);
  return [
    ...overParts(
      record,
      (part) => planned(part) || scanned(part),
      (one) => [sourceFinding(one, suite)],
    ),
    ...overParts(record, planned, (one) => suiteSocketFindings(one, suite)),
  ];
};

/** What a crate's own file that asks for the same as a suite says; a crate that has one does not meet a criterion about it unseen. */
const ownFindings = (record: RunRecord, suite: string): readonly Finding[] => {
  if (isAudited(record, suite)) return suiteFindings(record, auditSuite(suite));
  const own = record.crate?.testFiles.find((file) => file.suite === suite)?.path;
  return own === undefined
    ? []
    : [{ verdict: 'unproven', reasons: [`the crate's own ${own} was not looked at`] }];
};

const evidenceFindings = (
  record: RunRecord,
  criterion: Criterion,
  tests: readonly JudgedTest[],
): readonly Finding[] => {
  const { suite } = criterion;
  const scanned =
    criterion.scan === true && suite !== undefined
      ? [...suiteFindings(record, suite), ...ownFindings(record, suite)]
      : [];
  if (criterion.kind === 'static' && criterion.wholeSuite !== true) return scanned;
  if (lacksTest(criterion, tests)) {
    const reason = isElsewhere(record, criterion) ? ELSEWHERE : NO_TEST;
    return [...scanned, ...byTests(tests), { verdict: 'unproven', reasons: [reason] }];
  }
  return [...scanned, ...byTests(tests)];
};

/** Runs whose Internet the tests reached. */
const reaching = (record: RunRecord, tests: readonly JudgedTest[]): readonly RunRecord[] => {
  const ids = new Set(tests.map(({ id }) => id));
  return record.parts.length === 0
    ? [record]
    : record.parts.filter((part) => part.tests.some(({ planned }) => ids.has(planned.id)));
};

/** Caps what a run can show: what looks met in a weaker lab than asked for, or on an Internet that is not itself, is unproven. */
const inProfile = (
  finding: Finding,
  record: RunRecord,
  criterion: Criterion,
  tests: readonly JudgedTest[],
): Finding => {
  if (finding.verdict !== 'met') return finding;
  if (isElsewhere(record, criterion)) return { verdict: 'unproven', reasons: [ELSEWHERE] };
  const profile = profileOf(record);
  const needs = provenFrom(record, criterion.needs, tests);
  const against = isWeaker(profile, needs)
    ? `only profile ${needs} may tick it: this was profile ${profile}`
    : needs === 'real'
      ? firstOf(reaching(record, tests), notItself)
      : undefined;
  return against === undefined
    ? finding
    : { verdict: 'unproven', reasons: [`its tests passed, but ${against}`] };
};

/** True when a run set out to show a criterion. One whose plan is not known may have. */
const concerns = (part: RunRecord, criterion: Criterion): boolean => {
  const { id, suite } = criterion;
  if (isExamined(id)) return wasPromised(part, id);
  if (notSelected(part, criterion) !== undefined) return false;
  return (
    suite !== undefined ||
    !part.planned ||
    isElsewhere(part, criterion) ||
    part.tests.some(({ planned }) => planned.criteria.includes(id))
  );
};

const UNPLANNED: Finding = { verdict: 'inconclusive', reasons: ['the record ends before its plan'] };

const finding = (record: RunRecord, criterion: Criterion, tests: readonly JudgedTest[]): Finding => {
  // Each run is asked for itself: a criterion is selected only where all its tests are planned.
  const runs = partsOf(record);
  const concerned = runs.filter((run) => concerns(run, criterion));
  const asked = concerned.length === 0 ? runs : concerned;
  const host = firstOf(asked, hostBlock);
  const tested = criterion.kind === 'static' || criterion.kind === 'test';
  if (host !== undefined) {
    return { verdict: tested ? 'failed' : 'blocked', reasons: [`blocked by ${host.cause.id}`] };
  }
  if (isExamined(criterion.id)) return examinedFinding(record, criterion.id);
  if (!tested) return { verdict: 'unproven', reasons: [NO_TEST] };
  const unselected = concerned.length === 0 ? selectedByNone(runs, criterion) : undefined;
  if (unselected !== undefined && tests.length === 0) return { verdict: 'unproven', reasons: [unselected] };
  const block = firstOf(asked, (run) => suiteBlock(run, criterion.suite));
  if (block !== undefined && tests.length === 0) {
    return { verdict: 'blocked', reasons: [`blocked by ${block.cause.id}`] };
  }
  const unplanned = asked.filter(({ planned }) => !planned).map(() => UNPLANNED);
  if (unplanned.length === asked.length) return UNPLANNED;
  const worst = worstFinding([...evidenceFindings(record, criterion, tests), ...unplanned]);
  if (unselected !== undefined && worst.verdict !== 'failed')
    return { verdict: 'unproven', reasons: [unselected] };
  return inProfile(worst, record, criterion, tests);
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
