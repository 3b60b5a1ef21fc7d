import type { Assertion } from '../../lib/pcap/index.js';
import { testId, type SuiteDefinition } from './suite.js';

/** The statements about frames that the suites make, by the id of the test they belong to. */
export const frameAssertions = (
  suites: readonly SuiteDefinition[],
): ReadonlyMap<string, readonly Assertion[]> =>
  new Map(
    suites.flatMap((suite) =>
      suite.tests.flatMap(({ wire, binary, name }) =>
        wire === 'none' || wire.frames === undefined
          ? []
          : [[testId(suite.name, binary, name), wire.frames] as const],
      ),
    ),
  );
