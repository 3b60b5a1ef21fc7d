import { sha256File } from '../../lib/files/hash.js';
import type { Mirror } from '../../lib/cargo/mirror.js';
import { functionsOf } from '../audit/functions.js';
import { planOwnTests } from '../audit/plan-own-tests.js';
import { AUDITED_FILES, runsIn, type AuditedFile } from '../audit/test-files.js';
import { auditSuite } from '../criteria/audited.js';
import type { Profile } from '../criteria/verdict.js';
import type { Allowance } from '../config/schema.js';
import { lanesFor, type PlanOptions } from '../plan/make-plan.js';
import type { LanePlan, Phase, PlannedTest } from '../plan/plan.js';
import type { CrateFactsRecord } from '../record/subject.js';
import { recordBuild } from '../run/build-native.js';
import type { TestProgram } from '../run/build-suites.js';
import type { Emit } from '../run/recorder.js';
import { buildForeign } from './foreign-build.js';
import type { ForeignBuilds } from './foreign-cargo.js';
import { listSealed } from './list-sealed.js';
import { scanOwnFile } from './scan-own.js';

/** A crate's own tests, ready to be run. */
export interface OwnTests {
  readonly programs: readonly TestProgram[];
  readonly phases: readonly Phase[];
}

/** What {@link prepareOwnTests} is told. */
export interface OwnTestsRequest {
  readonly emit: Emit;
  readonly builds: ForeignBuilds;
  readonly facts: CrateFactsRecord;
  readonly mirror: Mirror;
  /** Suites of this package whose counterparts are wanted. */
  readonly suites: readonly string[];
  /** Where they are to run; what does not run there is scanned all the same. */
  readonly profile: Profile;
  readonly allowances: readonly Allowance[];
  readonly plan: PlanOptions;
  /** Seconds a test may take. */
  readonly testSeconds: number;
  /** Number of the first lane. */
  readonly firstLane: number;
  /** Told of a lane that will be wanted unless the build fails, before that begins. */
  readonly onLane: (lane: LanePlan) => void;
}

interface Present extends AuditedFile {
  readonly path: string;
}

const buildOwn = async (
  request: OwnTestsRequest,
  files: readonly Present[],
): Promise<readonly TestProgram[]> => {
  const { emit, builds, facts, mirror } = request;
  emit({ event: 'build-started', target: 'own-tests' });
  const { chosen } = facts.features;
  const outcome = await buildForeign(builds, {
    name: 'own-tests',
    manifestDirectory: mirror.package,
    workspace: mirror.workspace,
    targets: [
      ...(chosen.length === 0 ? [] : ['--features', chosen.join(',')]),
      ...files.flatMap(({ name }) => ['--test', name]),
    ],
    packages: [],
    configs: [],
  });
  const programs = await Promise.all(
    outcome.executables.flatMap(({ target, kind, path }) => {
      const file = kind === 'test' ? files.find(({ name }) => name === target) : undefined;
      if (file === undefined) return [];
      const suite = auditSuite(file.suite);
      return [sha256File(path).then((sha256): TestProgram => ({ suite, binary: target, path, sha256 }))];
    }),
  );
  recordBuild(emit, 'own-tests', outcome, programs);
  if (outcome.cause !== undefined) emit({ event: 'blocked', scope: 'subject', cause: outcome.cause });
  return programs;
};

const phasesOf = (
  request: OwnTestsRequest,
  planned: readonly { readonly file: Present; readonly tests: readonly PlannedTest[] }[],
): readonly Phase[] => {
  const { cores } = request.plan;
  const classes = new Map<string, typeof planned>();
  for (const one of planned) {
    const key = JSON.stringify(one.file.needs);
    classes.set(key, [...(classes.get(key) ?? []), one]);
  }
  const phases: Phase[] = [];
  for (const members of classes.values()) {
    const needs = members[0]?.file.needs;
    const tests = members.flatMap((member) => member.tests);
    if (needs === undefined || tests.length === 0 || needs.cores > cores.length) continue;
    const first = phases.reduce((sum, { lanes }) => sum + lanes.length, request.firstLane);
    phases.push({ lanes: lanesFor(needs, first, request.plan).slice(0, tests.length), tests });
  }
  return phases;
};

/** Scans, builds and lists a crate's own tests and plans what each owes. All of it is recorded. */
export const prepareOwnTests = async (request: OwnTestsRequest): Promise<OwnTests> => {
  const { emit, builds, facts, allowances, profile } = request;
  const files = AUDITED_FILES.filter(({ suite }) => request.suites.includes(suite)).flatMap(
    (file): Present[] => {
      const path = facts.testFiles.find(({ name }) => name === file.name)?.path;
      return path === undefined ? [] : [{ ...file, path }];
    },
  );
  const toRun = files.filter((file) => runsIn(file, profile));
  const [wanted] = toRun.filter(({ needs }) => needs.cores <= request.plan.cores.length);
  const [lane] = wanted === undefined ? [] : lanesFor(wanted.needs, request.firstLane, request.plan);
  if (lane !== undefined) request.onLane(lane);
  const scans = new Map<Present, Awaited<ReturnType<typeof scanOwnFile>>>();
  for (const file of files) scans.set(file, await scanOwnFile(emit, facts, file, allowances));
  if (toRun.length === 0) return { programs: [], phases: [] };
  const programs = await buildOwn(request, toRun);
  const planned = await Promise.all(
    toRun.map(async (file) => {
      const program = programs.find(({ binary }) => binary === file.name);
      if (program === undefined || builds.signal.aborted) return { file, tests: [] };
      const listed = await listSealed(builds, program.path, file.name);
      if (!listed.ok) {
        const seen = `program ${file.name}: ${listed.error}`;
        const suite = auditSuite(file.suite);
        const cause = {
          id: 'tests-not-listed',
          seen,
          expected: 'a program of libtest',
          fix: `mend ${file.path}`,
        };
        emit({ event: 'blocked', scope: 'subject', suite, cause });
        return { file, tests: [] };
      }
      const { sources = new Map(), kernelUses = [] } = scans.get(file) ?? {};
      const functions = functionsOf(file.path, sources);
      return { file, tests: planOwnTests(file, listed.value, functions, kernelUses, request.testSeconds) };
    }),
  );
  const phases = phasesOf(request, planned);
  const tests = planned.flatMap((one) => [...one.tests]);
  if (tests.length > 0)
    emit({ event: 'plan', lanes: Math.max(1, ...phases.map(({ lanes }) => lanes.length)), tests });
  const running = new Set(phases.flatMap((phase) => phase.tests.map(({ id }) => id)));
  for (const suite of new Set(tests.filter(({ id }) => !running.has(id)).map((test) => test.suite)))
    emit({
      event: 'blocked',
      scope: 'suite',
      suite,
      cause: {
        id: 'cores-too-few',
        seen: `${String(request.plan.cores.length)} usable core(s)`,
        expected: '2 cores for tests with two ports',
        fix: 'give the run more cores',
      },
    });
  return { programs, phases };
};
