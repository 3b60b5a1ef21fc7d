import { basename, dirname, join } from 'node:path';
import { build } from '../../lib/cargo/build.js';
import type { Cause } from '../../lib/core/cause.js';
import { buildSupported, copySuites, type SuiteCopy } from '../audit-io/supported.js';
import { unsupportedCause } from '../audit/unsupported.js';
import type { PlannedTest } from '../plan/plan.js';
import type { SuiteDefinition } from '../plan/suite.js';
import type { BuildContext } from './build-native.js';
import type { SuitesRequest } from './build-suites.js';

/** The suites as they are compiled against a subject that may lack something: a copy, from which can be cut out what it does not support. */
export interface CopiedSuites {
  /** Folder of the copy. */
  readonly directory: string;
  /** The suites, with their folders in the copy. */
  readonly suites: readonly SuiteDefinition[];
  readonly copy: SuiteCopy;
  /** Why a test does not compile against the subject, once the copy was built; undefined when it does. */
  readonly unsupported: (test: PlannedTest) => Cause | undefined;
}

/** Copies the suites into a folder `suites` of `directory`. */
export const copySupported = async (
  directory: string,
  suites: readonly SuiteDefinition[],
): Promise<CopiedSuites> => {
  const place = join(directory, 'suites');
  const [first] = suites;
  const copy = await copySuites(dirname(first?.directory ?? ''), place);
  return {
    directory: place,
    suites: suites.map((suite) => ({ ...suite, directory: join(place, basename(suite.directory)) })),
    copy,
    unsupported: (test) => {
      const folder = basename(suites.find(({ name }) => name === test.suite)?.directory ?? '');
      return unsupportedCause(test, folder, copy.pruned);
    },
  };
};

/** Builds the copy as this user, again and again until what the subject lacks is cut out of it. */
export const supportedBuilder =
  (builds: BuildContext, { copy }: CopiedSuites): NonNullable<SuitesRequest['builder']> =>
  ({ directory, ...wanted }) =>
    buildSupported(copy, directory, () =>
      build({
        ...wanted,
        directory,
        keepGoing: true,
        cargo: builds.cargo,
        targetDirectory: join(builds.workDir, 'target'),
        timeoutMs: builds.timeoutMs,
        signal: builds.signal,
      }),
    );
