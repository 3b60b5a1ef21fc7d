import type { Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { openCrateRun } from '../audit-io/crate-run.js';
import { sealedLook } from '../audit-io/sealed-look.js';
import { sealCauses } from '../host/causes.js';
import { DEFAULT_NEEDS, type HostFacts } from '../host/facts.js';
import type { Sealed } from '../static/look.js';
import { buildNative } from './build-native.js';
import type { Refusal, RunOptions } from './options.js';
import type { ResolvedSubject } from './subject.js';

/**
 * How a subject's sources are looked at outside of a run: sealed where it is a crate given by its path, in no special way (undefined) where
 * it is one of this package. A refusal when foreign code cannot be sealed here.
 */
export const sealSubject = async (
  { settings, env }: RunOptions,
  { cargo, crate }: ResolvedSubject,
  facts: HostFacts,
  signal: AbortSignal,
): Promise<Result<Sealed | undefined, Refusal>> => {
  if (crate === undefined) return ok(undefined);
  const [hostCause] = sealCauses(facts, DEFAULT_NEEDS);
  if (hostCause !== undefined) return err({ cause: hostCause, exitCode: ExitCode.hostBlocked });
  const workDir = settings.workDir.value;
  const timeoutMs = settings.buildSeconds.value * 1000;
  const causes: Cause[] = [];
  const tools = await buildNative({
    cargo,
    workDir,
    timeoutMs,
    signal,
    emit: (event) => {
      if (event.event === 'blocked') causes.push(event.cause);
    },
  });
  if (tools === undefined) {
    const stopped = { id: 'interrupted', seen: 'a signal', expected: 'none', fix: 'run it again' };
    return err({ cause: causes[0] ?? stopped, exitCode: ExitCode.buildFailed });
  }
  const { laneExec } = tools;
  const cores = facts.allowedCores;
  const opened = await openCrateRun(crate, { laneExec, cargo, env, cores, workDir, timeoutMs, signal });
  if (!opened.ok) return err({ cause: opened.error, exitCode: ExitCode.buildFailed });
  return ok(sealedLook(opened.value));
};
