import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import type { Cause } from '../../lib/core/cause.js';
import { bindingsCause } from '../audit/causes.js';
import { AUDITED_FILES, runsIn } from '../audit/test-files.js';
import { tooManyPorts } from '../guest/causes.js';
import { GUEST_CORES, GUEST_SLOWNESS } from '../guest/machine.js';
import { MOST_PORTS } from '../guest/nics.js';
import { guestCauses, hostCauses, realCauses, sealCauses } from '../host/causes.js';
import type { HostFacts } from '../host/facts.js';
import { readHostFacts } from '../host/read-facts.js';
import { adaptPlan, type AdaptedPlan } from '../real/adapt.js';
import { onCable } from '../real/cable.js';
import { LAB_FILE_MISSING, labFileTooSmall, OWN_TESTS_ELSEWHERE, wireNotOurs } from '../real/causes.js';
import { lacking } from '../real/links.js';
import type { LabFile } from '../config/lab-schema.js';
import { makePlan } from '../plan/make-plan.js';
import { lanesOf, type Plan } from '../plan/plan.js';
import { select, type SelectedSuite } from '../plan/select.js';
import type { Profile } from '../criteria/verdict.js';
import type { ExaminedCriterion } from '../criteria/static/required.js';
import { examinesOf } from './examines.js';
import type { Refusal, RunOptions } from './options.js';
import { resolveSubject, type ResolvedSubject } from './subject.js';

/** Everything that is known and decided before anything is written or done. */
export interface Prepared {
  readonly facts: HostFacts;
  readonly selected: readonly SelectedSuite[];
  /** Criteria with tests that want another wire than this profile has: those are not selected. */
  readonly elsewhere: readonly string[];
  readonly plan: Plan;
  /** Tests of it that cannot run in this lab, and why. */
  readonly unable: AdaptedPlan['unable'];
  /** Criteria that are shown without tests and are to be looked at. */
  readonly examines: readonly ExaminedCriterion[];
  /** Cores the run may use, ascending. */
  readonly cores: readonly number[];
  /** Processes with an EAL of their own that can run at the same time. */
  readonly processes: number;
  /** Undefined only when the host lacks a cargo that runs. */
  readonly subject: ResolvedSubject | undefined;
  /** Why nothing can run here; the first cause only. */
  readonly hostCause: Cause | undefined;
}

/** Space a build takes in the work folder. */
const FREE_BYTES = 2 * 1024 ** 3;

const NOTHING: Cause = {
  id: 'nothing-selected',
  seen: 'suites and criteria that no test belongs to',
  expected: 'at least one test, or a criterion that is shown without',
  fix: 'see `dpdk-conformance list`, then widen --suite or --criterion',
};

const processesOf = (plan: Plan): number =>
  Math.max(
    1,
    ...plan.phases.map(
      (phase) => phase.lanes.length * Math.max(...phase.tests.map((test) => test.ealProcesses)),
    ),
  );

/** The lab's state folder where the caller names one. */
export const stateOf = ({ stateDirectory }: RunOptions): { readonly stateDirectory?: string } =>
  stateDirectory === undefined ? {} : { stateDirectory };

/** Bindings of another DPDK than the installed one: nothing of the crate may run then. */
const bindingsCauseOf = ({ crate }: ResolvedSubject, { dpdk }: HostFacts): Cause | undefined =>
  crate === undefined || dpdk.kind !== 'found' ? undefined : bindingsCause(crate.facts, dpdk.version);

const CAUSES = { virtual: hostCauses, guest: guestCauses, real: realCauses } as const;

/** Why the lab file is none to run in; undefined when it is. */
const labFileCause = (file: LabFile | undefined): Cause | undefined => {
  if (file?.peer === undefined) return LAB_FILE_MISSING;
  const missing = lacking(file);
  return missing.length === 0 ? undefined : labFileTooSmall(missing);
};

/** False when none of the crate's own tests that the selection asks for are run in the profile. */
const ownTestsRun = (profile: Profile, selected: readonly SelectedSuite[]): boolean =>
  selected.length === 0 ||
  AUDITED_FILES.some(
    (file) => runsIn(file, profile) && selected.some(({ suite }) => suite.name === file.suite),
  );

/** Looks at the host, the subject and the selection. Refuses what the user has to mend; changes nothing. */
export const prepare = async (options: RunOptions): Promise<Result<Prepared, Refusal>> => {
  const { settings } = options;
  const refuse = (cause: Cause, exitCode: ExitCode = ExitCode.usage): Result<never, Refusal> =>
    err({ cause, exitCode });
  const profile = settings.profile.value;
  const file = settings.lab.value;
  const inReal = profile === 'real';
  const inGuest = profile === 'guest';
  const wished = select(options.suites, { suites: settings.suites.value, criteria: options.criteria });
  if (!wished.ok) return refuse(wished.error);
  const { selected, elsewhere } = inReal ? onCable(wished.value) : { selected: wished.value, elsewhere: [] };
  if (inReal && options.stage === 'audit' && !ownTestsRun(profile, selected))
    return refuse(OWN_TESTS_ELSEWHERE);
  const examines = examinesOf(options);
  if (selected.length === 0 && examines.length === 0)
    return refuse(elsewhere.length === 0 ? NOTHING : wireNotOurs(elsewhere), ExitCode.nothingSelected);
  const unfit = inReal ? labFileCause(file) : undefined;
  if (unfit !== undefined) return refuse(unfit);
  const [subject, facts] = await Promise.all([
    resolveSubject(options.subject, options.env, options.signal),
    readHostFacts({ env: options.env, workDirectory: settings.workDir.value, ...stateOf(options) }),
  ]);
  // A cargo that does not run says nothing about the subject.
  if (!subject.ok && subject.error.exitCode !== ExitCode.hostBlocked && facts.cargo !== undefined)
    return subject;
  const allowedCores = inGuest ? GUEST_CORES : facts.allowedCores;
  const wanted = settings.cores.value;
  const usable = (wanted ?? allowedCores).filter((core) => allowedCores.includes(core));
  const cores = [...new Set(usable)].sort((a, b) => a - b);
  const plan = makePlan(selected, {
    cores,
    testTimeoutSeconds: settings.testSeconds.value,
    ...(inGuest || inReal ? { lanes: 1 } : {}),
    ...(inGuest ? { slowness: GUEST_SLOWNESS } : {}),
    ...(settings.lanes.value === undefined ? {} : { lanes: settings.lanes.value }),
  });
  if (!plan.ok) return refuse(plan.error);
  const adapted =
    inReal && file !== undefined ? adaptPlan(plan.value, file) : { plan: plan.value, unable: [] };
  const ports = lanesOf(adapted.plan).reduce((sum, lane) => sum + lane.ports, 0);
  if (inGuest && ports > MOST_PORTS) return refuse(tooManyPorts(ports, MOST_PORTS));
  const processes = processesOf(adapted.plan);
  const needs = { processes, cores: 1, coreList: wanted, freeBytes: FREE_BYTES };
  // Without a test there is no lab: then only cargo is needed, and the rights to take all rights from foreign code.
  const compilesForeign = options.subject.kind === 'crate' && examines.some((id) => id !== 'AC-0.6');
  const [cause] =
    selected.length > 0
      ? [
          ...CAUSES[profile](facts, needs),
          ...(inGuest && options.subject.kind === 'crate' ? sealCauses(facts, needs) : []),
        ]
      : compilesForeign
        ? sealCauses(facts, needs)
        : [];
  return ok({
    facts,
    selected,
    elsewhere,
    plan: adapted.plan,
    unable: adapted.unable,
    examines,
    cores,
    processes,
    subject: subject.ok ? subject.value : undefined,
    hostCause: cause ?? (subject.ok ? bindingsCauseOf(subject.value, facts) : subject.error.cause),
  });
};
