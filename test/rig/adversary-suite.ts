import { join } from 'node:path';
import { defineSuite, type SuiteDefinition } from '../../harness/plan/suite.js';
import { fixtures } from './fixture-build.js';
import { criterionOf } from './lab-suite.js';

/** Lab state of these runs, apart from every other. */
export const ADVERSARY_STATE = '/run/dpdk-conformance-adversary';

/** The suite of cheats: each test owes one echoed connection over the port, and its own criterion `X-NAME`. */
export const adversarySuite = (names: readonly string[]): SuiteDefinition =>
  defineSuite({
    name: 'tcp_dpdk',
    title: 'cheats',
    directory: join(fixtures, 'suites/adversary'),
    needs: { ports: 1, cores: 1, provenFrom: 'virtual' },
    tests: names.map((name) => ({
      name,
      binary: 'adversary',
      criteria: [criterionOf(name)],
      wire: { connect: { outcome: 'established', count: 1 }, payload: { fromDut: 1, toDut: 1 } },
      timeoutSeconds: 20,
    })),
  });
