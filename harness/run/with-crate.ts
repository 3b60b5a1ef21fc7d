import { openCrateRun, recordTree, type CrateRun, type FoundCrate } from '../audit-io/crate-run.js';
import type { NativeTools } from './build-native.js';
import type { ExecuteContext } from './execute.js';

/** A run on a crate given by its path. */
export interface CrateContext extends ExecuteContext {
  readonly crate: FoundCrate;
  readonly tools: NativeTools;
}

/** Does something with the crate, whose tree is looked at before and after. */
export const withCrate = async (
  context: CrateContext,
  use: (crateRun: CrateRun) => Promise<void>,
): Promise<void> => {
  const { options, prepared, crate, emit, stop, tools, subject } = context;
  await recordTree(emit, crate.facts, 'before'); // before anything is written, wherever the work folder lies
  const opened = await openCrateRun(crate, {
    laneExec: tools.laneExec,
    cargo: subject.cargo,
    env: options.env,
    cores: prepared.facts.allowedCores,
    workDir: options.settings.workDir.value,
    timeoutMs: options.settings.buildSeconds.value * 1000,
    signal: stop.signal,
  });
  if (!opened.ok) {
    emit({ event: 'blocked', scope: 'host', cause: opened.error }); // another run has it: nothing is said about the crate
    return;
  }
  try {
    await use(opened.value);
  } finally {
    opened.value.close();
    await recordTree(emit, crate.facts, 'after');
  }
};
