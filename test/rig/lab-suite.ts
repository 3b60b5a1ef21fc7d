import { join } from 'node:path';
import { loadSettings } from '../../harness/config/load.js';
import type { Flags } from '../../harness/config/settings.js';
import { defineSuite, type SuiteDefinition, type TestDefinition } from '../../harness/plan/suite.js';
import type { RunOptions } from '../../harness/run/options.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { fixtures, must } from './fixture-build.js';

const owed = { connect: { outcome: 'established' as const, count: 1 }, payload: { fromDut: 1, toDut: 1 } };

const declared = (name: string, more: Partial<TestDefinition> = {}): TestDefinition => ({
  name,
  binary: 'lab',
  criteria: [criterionOf(name)],
  wire: owed,
  timeoutSeconds: 20,
  ...more,
});

const NAMES = [
  'echoes_over_dpdk',
  'echoes_again',
  'sends_nothing',
  'starts_nothing',
  'asks_the_kernel_too',
  'expects_something_else',
  'stays_connected',
];

/** The fixture suite that runs over real DPDK. `names` replaces the tests it declares; each has a criterion `X-NAME` of its own. */
export const labSuite = (names: readonly string[] = NAMES): SuiteDefinition =>
  defineSuite({
    name: 'tcp_dpdk',
    title: 'fixture',
    directory: join(fixtures, 'suites/lab'),
    needs: { ports: 1, cores: 1, provenFrom: 'virtual' },
    tests: names.map((name) => declared(name, name === 'stays_connected' ? { timeoutSeconds: 60 } : {})),
  });

/** The criterion of a test of the fixture suite. */
export const criterionOf = (name: string): string => `X-${name.toUpperCase().replaceAll('_', '-')}`;

/** Lab state of these runs, apart from that of a lab somebody has up. */
export const STATE = '/run/dpdk-conformance-test';

/** What a run of a fixture suite on the reference subject is told. Builds are kept in the package's own work folder. */
export const labRun = async (
  out: string,
  suite: SuiteDefinition = labSuite(),
  more: { flags?: Flags; signal?: AbortSignal; crate?: string; only?: readonly string[] } = {},
): Promise<RunOptions> => ({
  settings: must(
    await loadSettings(packageRoot, {
      out,
      workDir: '.dpdk-conformance',
      // Of one suite: so nothing but its tests is looked at, unless a criterion is asked for.
      suites: [suite.name],
      ...more.flags,
    }),
  ),
  criteria: (more.only ?? []).map(criterionOf),
  subject:
    more.crate === undefined
      ? { kind: 'reference', name: 'reference', path: join(packageRoot, 'subjects/reference') }
      : { kind: 'crate', name: more.crate, path: more.crate },
  suites: [suite],
  harnessVersion: '0.0.0-test',
  env: process.env,
  stateDirectory: STATE,
  ...(more.signal === undefined ? {} : { signal: more.signal }),
});
