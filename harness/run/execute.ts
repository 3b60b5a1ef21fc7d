import { settled } from '../../lib/core/settled.js';
import { lanesOf } from '../plan/plan.js';
import { buildAll, scannedSuites } from './build-all.js';
import { buildNative, type BuildContext } from './build-native.js';
import { examine, type ExamineContext } from './examine.js';
import { testInLab } from './in-lab.js';
import type { RunOptions } from './options.js';
import type { Prepared } from './prepare.js';
import type { Emit } from './recorder.js';
import { scanSuites } from './scan-suites.js';
import type { Stop } from './stop.js';
import type { ResolvedSubject } from './subject.js';

/** What the work of a run is done with. */
export interface ExecuteContext {
  readonly options: RunOptions;
  readonly prepared: Prepared;
  readonly subject: ResolvedSubject;
  readonly emit: Emit;
  readonly stop: Stop;
}

/** Cores no lane has; all of them where lanes have them all. */
const idleCores = ({ facts, plan }: Prepared): readonly number[] => {
  const taken = new Set(lanesOf(plan).flatMap(({ cores }) => cores));
  const idle = facts.allowedCores.filter((core) => !taken.has(core));
  return idle.length === 0 ? facts.allowedCores : idle;
};

const examineContext = ({ options, prepared, subject, emit, stop }: ExecuteContext): ExamineContext => ({
  options,
  subject,
  facts: prepared.facts,
  examines: prepared.examines,
  emit,
  signal: stop.signal,
});

const testInGuest: typeof testInLab = async (context, native, built) => {
  const { runTestsInGuest } = await import('../guest/outside.js');
  await runTestsInGuest(context, native, built);
};

/**
 * Does the work of a run: tests in a lab, and a look at what is shown without tests. The look waits for the suites' build, with which it shares a
 * target folder, and goes on beside the tests on cores they leave over.
 */
export const execute = async (context: ExecuteContext): Promise<void> => {
  const { options, prepared, subject, emit, stop } = context;
  const builds: BuildContext = {
    cargo: subject.cargo,
    workDir: options.settings.workDir.value,
    timeoutMs: options.settings.buildSeconds.value * 1000,
    signal: stop.signal,
    emit,
  };
  const { crate } = subject;
  const ownTests = crate !== undefined && options.stage !== 'conformance' && prepared.selected.length > 0;
  if (prepared.plan.phases.length === 0 && !ownTests) {
    await scanSuites(emit, scannedSuites(context), options.settings.allowances.value);
    const tools = crate === undefined ? undefined : await buildNative(builds);
    if (crate === undefined) await examine(examineContext(context));
    else if (tools !== undefined) {
      const { lookAtCrate } = await import('./run-crate.js');
      await lookAtCrate({ ...context, crate, tools });
    }
    return;
  }
  const native = buildNative(builds);
  const inGuest = options.settings.profile.value === 'guest';
  if (crate !== undefined && inGuest) {
    const tools = await native;
    const { runCrateInGuest } = await import('./run-crate.js');
    if (tools !== undefined) await runCrateInGuest({ ...context, crate, tools });
    return;
  }
  if (crate !== undefined) {
    await testInLab(context, native, Promise.resolve(undefined)); // the look is a part of that
    return;
  }
  const built = buildAll(context, native, builds);
  const examining = built
    .catch(() => undefined)
    .then(() => examine({ ...examineContext(context), background: idleCores(prepared) }));
  for (const work of [native, built, examining]) work.catch(() => undefined); // each is awaited below, but perhaps after it failed
  const testing = inGuest ? testInGuest(context, native, built) : testInLab(context, native, built);
  await settled(testing, examining);
};
