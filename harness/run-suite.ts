import { join } from 'node:path';
import { describeCause } from '../lib/core/cause.js';
import { packageRoot } from '../lib/files/package-root.js';
import { packageVersion } from '../lib/files/package-version.js';
import type { SuiteDefinition } from './plan/suite.js';
import type { JudgedTest, Judgement } from './record/judgement.js';

/** What became of one suite. */
export interface SuiteOutcome {
  /** Absolute path of its run.jsonl. */
  readonly recordPath: string;
  readonly judgement: Judgement;
  /** Judged tests by name. */
  readonly tests: ReadonlyMap<string, JudgedTest>;
}

/** Where and on what a suite is run by {@link runSuite}. */
export interface SuiteRequest {
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the record; default `conformance-out/SUITE` below the working directory. */
  readonly out?: string;
  /** Folder of the crate to be judged; default: the reference subject. */
  readonly crate?: string;
  readonly signal?: AbortSignal;
}

/**
 * Runs one suite with the engine of `dpdk-conformance run` and judges its record. Throws when the run is refused: inside a test framework
 * that is a failure with the cause as its message. The engine is loaded only here, so that declaring a suite costs nothing.
 */
export const runSuite = async (suite: SuiteDefinition, request: SuiteRequest): Promise<SuiteOutcome> => {
  const { loadSettings } = await import('./config/load.js');
  const { run } = await import('./run/run.js');
  const { reportInput } = await import('./report/from-record.js');
  const out = request.out ?? join('conformance-out', suite.name);
  const settings = await loadSettings(process.cwd(), { out, suites: [suite.name] });
  if (!settings.ok) throw new Error(describeCause(settings.error));
  const result = await run({
    settings: settings.value,
    criteria: [],
    subject:
      request.crate === undefined
        ? { kind: 'reference', name: 'reference', path: join(packageRoot, 'subjects/reference') }
        : { kind: 'crate', name: request.crate, path: request.crate },
    suites: [suite],
    harnessVersion: packageVersion(),
    env: request.env,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  if (!result.ok) throw new Error(describeCause(result.error.cause));
  const { judgement } = reportInput(result.value.events);
  return {
    recordPath: result.value.recordPath,
    judgement,
    tests: new Map(judgement.tests.map((test) => [test.name, test])),
  };
};
