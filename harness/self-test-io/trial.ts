import { join } from 'node:path';
import { ok, type Result } from '../../lib/core/result.js';
import { mergeSettings } from '../config/merge.js';
import type { SuiteDefinition } from '../plan/suite.js';
import type { RunEvent } from '../record/event.js';
import type { Judgement } from '../record/judgement.js';
import { reportInput } from '../report/from-record.js';
import type { Refusal } from '../run/options.js';
import { run } from '../run/run.js';
import type { SelfTestContext } from './context.js';

/** Limit of a test that states none, in seconds. */
const TEST_SECONDS = 20;

/** What to run against a copy of the reference. */
export interface Trial {
  /** Folder of the copy. */
  readonly directory: string;
  readonly suites: readonly SuiteDefinition[];
  readonly criteria: readonly string[];
  /** Asked after each test that ended: is all known that was to be found out? The run ends then. */
  readonly isEnough?: (judgement: Judgement, ended: ReadonlySet<string>) => boolean;
}

/** What it came to. */
export interface Tried {
  /** Tests that were not needed any more are not in it. */
  readonly judgement: Judgement;
  /** First compiler error, when it does not build. */
  readonly unbuilt: string | undefined;
}

/** Why nothing was built; undefined where something else than the code blocked the run, which the judgement tells. */
const compilerError = (events: readonly RunEvent[]): string | undefined => {
  if (events.some((event) => event.event === 'blocked' && event.scope !== 'subject')) return undefined;
  const failed = events.find((event) => event.event === 'build-finished' && !event.success);
  return failed?.event === 'build-finished'
    ? (failed.errors[0]?.split('\n')[0] ?? 'no reason given')
    : undefined;
};

/** Runs the tests of some criteria against the copy, as `run` does for the reference: it is its code. */
export const tryOut = async (context: SelfTestContext, trial: Trial): Promise<Result<Tried, Refusal>> => {
  const { workDir, harnessVersion, env, stateDirectory } = context;
  const { criteria, suites, directory, isEnough } = trial;
  const out = join(workDir, 'self-test');
  const enough = new AbortController();
  const sofar: RunEvent[] = [];
  const ended = new Set<string>();
  const result = await run(
    {
      settings: mergeSettings(context.root, undefined, { out, workDir, testSeconds: TEST_SECONDS }),
      criteria,
      subject: { kind: 'reference', name: 'mutant', path: directory, incremental: true },
      suites,
      harnessVersion,
      env,
      signal: AbortSignal.any([context.signal, enough.signal]),
      ...(stateDirectory === undefined ? {} : { stateDirectory }),
    },
    [
      (event) => {
        sofar.push(event);
        if (event.event !== 'test-finished' || isEnough === undefined) return;
        ended.add(event.test);
        if (isEnough(reportInput(sofar).judgement, ended)) enough.abort();
      },
    ],
  );
  if (!result.ok) return result;
  const { judgement } = reportInput(result.value.events);
  const needed = judgement.tests.filter(({ id }) => !enough.signal.aborted || ended.has(id));
  return ok({
    judgement: { ...judgement, tests: needed },
    unbuilt: compilerError(result.value.events),
  });
};
